package io.godwit.planner.training;

import io.godwit.planner.Pins;
import io.godwit.planner.catalog.PinnedTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table as it is, under the names its columns had when a version read them: a column is its field id, so a version's query
 * goes on meaning the same columns when they are renamed. Only top-level columns are looked at. The names stand in a
 * metadata file of our own, whose name follows from what it holds, so the same state is written once; the table and its
 * catalog never hear of it.
 */
final class FormerNames {
    private static final String OUR_PROPERTIES = "godwit.";

    private final Manifest.SourceTable source;
    private final Schema then;

    FormerNames(Manifest.SourceTable source) {
        this.source = source;
        this.then = SchemaParser.fromJson(source.schema());
    }

    /** What a column that the version reads is called in {@code now}; its former name where it is there no more. */
    String present(Manifest.SourceTable.Column column, Schema now) {
        NestedField field = now.asStruct().field(column.id());
        return field == null ? column.name() : field.name();
    }

    /** A pin that reads {@code table} under the former names: its own where nothing that the version reads was renamed. */
    Pins.Pin pin(PinnedTable table, String directory) {
        Pins.Pin now = table.pin();
        boolean isRenamed = source.columns().stream()
                .anyMatch(column -> !present(column, table.schema()).equals(column.name()));
        return isRenamed
                ? new Pins.Pin(
                        now.catalog(), now.identifier(), now.version(), store(table, directory), now.snapshotId())
                : now;
    }

    private String store(PinnedTable table, String directory) {
        TableMetadata metadata =
                ((HasTableOperations) table.table()).operations().current();
        Schema schema = renamed(table.schema());
        TableMetadata named = TableMetadata.buildFrom(metadata)
                .setCurrentSchema(schema, Math.max(metadata.lastColumnId(), schema.highestFieldId()))
                .setProperties(properties(table))
                .discardChanges()
                .build();
        FileIO io = table.table().io();
        String state = table.metadataLocation() + '\0' + SchemaParser.toJson(schema);
        String location = "%s/%s.metadata.json"
                .formatted(directory, UUID.nameUUIDFromBytes(state.getBytes(StandardCharsets.UTF_8)));
        if (!io.newInputFile(location).exists()) {
            TableMetadataParser.overwrite(named, io.newOutputFile(location));
        }
        return location;
    }

    /** A column that took over a name which was another's is left out: the version cannot have meant it. */
    private Schema renamed(Schema now) {
        List<NestedField> fields = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (NestedField field : now.columns()) {
            NestedField former = then.asStruct().field(field.fieldId());
            if (former != null) {
                taken.add(former.name().toLowerCase(Locale.ROOT));
                fields.add(NestedField.from(field).withName(former.name()).build());
            }
        }
        for (NestedField field : now.columns()) {
            if (then.asStruct().field(field.fieldId()) == null
                    && taken.add(field.name().toLowerCase(Locale.ROOT))) {
                fields.add(field);
            }
        }
        return new Schema(fields, now.getAliases(), identifiers(now, fields));
    }

    private static Set<Integer> identifiers(Schema now, List<NestedField> fields) {
        Set<Integer> identifiers = new HashSet<>(now.identifierFieldIds());
        identifiers.retainAll(fields.stream().map(NestedField::fieldId).collect(Collectors.toSet()));
        return identifiers;
    }

    /** Declarations that name columns, as they were called; what the owner already wrote in the new names is translated. */
    private Map<String, String> properties(PinnedTable table) {
        Map<String, String> former = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (NestedField field : table.schema().columns()) {
            NestedField before = then.asStruct().field(field.fieldId());
            if (before != null) {
                former.put(field.name(), before.name());
            }
        }
        Map<String, String> translated = new TreeMap<>();
        table.properties().forEach((key, value) -> {
            if (key.startsWith(OUR_PROPERTIES)) {
                translated.put(
                        key,
                        Arrays.stream(value.split(","))
                                .map(String::trim)
                                .map(name -> former.getOrDefault(name, name))
                                .collect(Collectors.joining(",")));
            }
        });
        return translated;
    }
}
