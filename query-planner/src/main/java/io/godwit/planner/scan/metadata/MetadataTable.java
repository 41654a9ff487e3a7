package io.godwit.planner.scan.metadata;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.column.ArrowSchemas;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.MetadataTableType;
import org.apache.iceberg.MetadataTableUtils;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;

/**
 * What a pinned table tells of itself: {@code snapshots}, {@code files}, {@code history}, {@code refs}, {@code partitions},
 * {@code manifests} and the others of Iceberg. Files, manifests, entries and partitions are those of the pinned snapshot.
 */
public final class MetadataTable {
    /** Is not made of manifests, but of all delete files' rows. */
    private static final Set<MetadataTableType> NOT_OFFERED = Set.of(MetadataTableType.POSITION_DELETES);

    private final PinnedTable table;
    private final Table metadata;

    private MetadataTable(PinnedTable table, MetadataTableType type) {
        this.table = table;
        this.metadata = MetadataTableUtils.createMetadataTableInstance(table.table(), type);
    }

    /** What may stand behind the dollar sign, in lower case. */
    public static List<String> names() {
        return Arrays.stream(MetadataTableType.values())
                .filter(type -> !NOT_OFFERED.contains(type))
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * @param name ignoring case
     * @throws GodwitException NOT_FOUND, naming those there are
     */
    public static MetadataTable of(PinnedTable table, String name) {
        requireNonNull(table, "table");
        if (!names().contains(name.toLowerCase(Locale.ROOT))) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Table %s has no metadata table \"$%s\"; there are: %s%s"
                            .formatted(
                                    table.name(), name, String.join(", ", names()), NearestName.hint(name, names())));
        }
        return new MetadataTable(table, MetadataTableType.from(name));
    }

    public Schema icebergSchema() {
        return metadata.schema();
    }

    /** The schema of what {@link #open} streams. */
    public org.apache.arrow.vector.types.pojo.Schema schema() {
        return ArrowSchemas.arrowSchema(metadata.schema());
    }

    /** All columns of all rows. */
    public BatchStream open(ExecutionContext context) {
        return new MetadataRows(context, table, metadata);
    }
}
