package io.godwit.planner.scan.column;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.catalog.PinnedTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

/**
 * The columns a scan can give: those of the table's schema and, beside them, the metadata columns {@code _file}, {@code
 * _pos}, {@code _spec_id}, {@code _partition} and, from format version 3 on, {@code _row_id} and {@code
 * _last_updated_sequence_number}.
 */
public final class ScanColumns {
    /** The names of all metadata columns there can be. */
    public static final List<String> METADATA_NAMES = List.of(
            MetadataColumns.FILE_PATH.name(),
            MetadataColumns.ROW_POSITION.name(),
            MetadataColumns.SPEC_ID.name(),
            MetadataColumns.PARTITION_COLUMN_NAME,
            MetadataColumns.ROW_ID.name(),
            MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.name());

    private static final int FIRST_VERSION_WITH_LINEAGE = 3;

    /** Added to the ids of partition fields, which begin at 1,000: columns of a wide table have the same. */
    private static final int PARTITION_IDS = 1_000_000_000;

    private ScanColumns() {}

    /** The metadata columns of a table; a column of the table with the same name hides one. */
    public static List<NestedField> metadataColumns(PinnedTable table) {
        List<NestedField> columns = new ArrayList<>();
        columns.add(MetadataColumns.FILE_PATH);
        columns.add(MetadataColumns.ROW_POSITION);
        columns.add(MetadataColumns.SPEC_ID);
        Types.StructType partition = partitionType(table.table());
        if (!partition.fields().isEmpty()) {
            columns.add(NestedField.optional(
                    MetadataColumns.PARTITION_COLUMN_ID,
                    MetadataColumns.PARTITION_COLUMN_NAME,
                    partition,
                    MetadataColumns.PARTITION_COLUMN_DOC));
        }
        if (hasRowLineage(table.table())) {
            columns.add(MetadataColumns.ROW_ID);
            columns.add(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER);
        }
        columns.removeIf(column -> table.schema().caseInsensitiveFindField(column.name()) != null);
        return List.copyOf(columns);
    }

    /** Top-level columns and metadata columns by exact name, in the given order. */
    public static Schema select(PinnedTable table, List<String> names) {
        List<NestedField> metadata = metadataColumns(table);
        List<NestedField> selected = new ArrayList<>();
        for (String name : names) {
            NestedField field = find(table.schema().columns(), name);
            field = field == null ? find(metadata, name) : field;
            if (field == null) {
                throw unknown(table, name);
            }
            selected.add(field);
        }
        return new Schema(selected);
    }

    private static Types.StructType partitionType(Table table) {
        return Types.StructType.of(withIds(Partitioning.partitionType(table).fields(), PARTITION_IDS));
    }

    private static List<NestedField> withIds(List<NestedField> fields, int added) {
        return fields.stream()
                .map(field ->
                        NestedField.from(field).withId(field.fieldId() + added).build())
                .toList();
    }

    /**
     * The value of {@code _partition} for a data file.
     *
     * @param type the column's, or a part of it
     */
    public static StructLike partition(DataFile file, PartitionSpec spec, Types.StructType type) {
        Types.StructType fields = Types.StructType.of(withIds(type.fields(), -PARTITION_IDS));
        StructLike stored = PartitionUtil.coercePartition(fields, spec, file.partition());
        PartitionData partition = new PartitionData(type);
        for (int i = 0; i < stored.size(); i++) {
            partition.set(
                    i, widened(stored.get(i, Object.class), type.fields().get(i).type()));
        }
        return partition;
    }

    /** Manifests of an earlier snapshot have the value as its schema had the column. */
    private static @Nullable Object widened(@Nullable Object value, Type type) {
        if (value instanceof Integer whole && type.typeId() == Type.TypeID.LONG) {
            return whole.longValue();
        }
        return value instanceof Float number && type.typeId() == Type.TypeID.DOUBLE ? number.doubleValue() : value;
    }

    static boolean hasRowLineage(Table table) {
        return TableUtil.formatVersion(table) >= FIRST_VERSION_WITH_LINEAGE;
    }

    private static @Nullable NestedField find(List<NestedField> fields, String name) {
        for (NestedField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static GodwitException unknown(PinnedTable table, String name) {
        List<String> known =
                table.schema().columns().stream().map(NestedField::name).toList();
        return new GodwitException(
                ErrorCode.NOT_FOUND,
                "Table %s has no column \"%s\"; its columns are: %s%s"
                        .formatted(table, name, String.join(", ", known), NearestName.hint(name, known)));
    }
}
