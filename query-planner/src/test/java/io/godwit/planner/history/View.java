package io.godwit.planner.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * A version of a table, with the rows and the schema that it is read with.
 *
 * @param sql as it stands in FROM, named {@code t}
 */
record View(String sql, Schema schema, List<MirroredRow> rows, List<Column> columns) {
    /**
     * What can be selected and compared.
     *
     * @param sql its expression
     * @param value of a row, {@link Plain}
     */
    record Column(String sql, Type type, Function<MirroredRow, @Nullable Object> value) {
        @Nullable
        Object of(MirroredRow row) {
            return value.apply(row);
        }
    }

    static View of(RandomTable table, String sql, Schema schema, List<MirroredRow> rows, @Nullable Snapshot snapshot) {
        List<Column> columns = new ArrayList<>();
        for (NestedField field : schema.columns()) {
            add(columns, "t", field, row -> row.values(schema.asStruct()));
        }
        addMetadata(columns, table, snapshot);
        return new View(sql, schema, rows, columns);
    }

    /** A column or field, and the fields within it. */
    private static void add(
            List<Column> columns,
            String parent,
            NestedField field,
            Function<MirroredRow, @Nullable Map<Object, @Nullable Object>> within) {
        String sql = parent + ".\"" + field.name().replace("\"", "\"\"") + '"';
        Function<MirroredRow, @Nullable Object> value = row -> {
            Map<Object, @Nullable Object> values = within.apply(row);
            return values == null ? null : values.get(field.fieldId());
        };
        columns.add(new Column(sql, field.type(), value));
        if (field.type().isStructType()) {
            for (NestedField each : field.type().asStructType().fields()) {
                add(columns, sql, each, row -> {
                    Object struct = value.apply(row);
                    return struct == null ? null : Plain.map(struct);
                });
            }
        }
    }

    private static void addMetadata(List<Column> columns, RandomTable table, @Nullable Snapshot snapshot) {
        Type whole = Types.LongType.get();
        columns.add(
                new Column("t._file", Types.StringType.get(), row -> row.file().location()));
        columns.add(new Column("t._pos", whole, MirroredRow::position));
        columns.add(new Column("t._spec_id", whole, row -> (long) row.spec().specId()));
        for (NestedField field : Partitioning.partitionType(table.table()).fields()) {
            columns.add(new Column("t._partition.\"" + field.name() + '"', field.type(), row -> row.partition(field)));
        }
        if (table.formatVersion() > 2) {
            Map<String, DataFile> files = new HashMap<>();
            if (snapshot != null) {
                table.plan(snapshot).forEach(task -> files.put(task.file().location(), task.file()));
            }
            columns.add(new Column("t._row_id", whole, row -> RandomTable.rowId(row, file(files, row))));
            columns.add(new Column(
                    "t._last_updated_sequence_number", whole, row -> RandomTable.updated(row, file(files, row))));
        }
    }

    private static DataFile file(Map<String, DataFile> files, MirroredRow row) {
        return java.util.Objects.requireNonNull(files.get(row.file().location()), "The snapshot lacks a file");
    }

    /** Structs with the names that fields have in the type. */
    static @Nullable Object named(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case STRUCT -> {
                Map<String, @Nullable Object> named = new LinkedHashMap<>();
                for (NestedField field : type.asStructType().fields()) {
                    named.put(field.name(), named(field.type(), Plain.map(value).get(field.fieldId())));
                }
                yield named;
            }
            case LIST -> {
                List<@Nullable Object> items = new ArrayList<>();
                Plain.list(value)
                        .forEach(each -> items.add(named(type.asListType().elementType(), each)));
                yield items;
            }
            case MAP -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                Plain.map(value)
                        .forEach((key, each) ->
                                entries.put(key, named(type.asMapType().valueType(), each)));
                yield entries;
            }
            default -> value;
        };
    }
}
