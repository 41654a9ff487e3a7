package io.godwit.planner.history;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was written, and where.
 *
 * @param values by field id, {@link Plain}
 * @param id the row id that the file itself stores
 * @param updated the sequence number of its last update that the file itself stores
 */
record MirroredRow(
        DataFile file,
        PartitionSpec spec,
        long position,
        Map<Object, @Nullable Object> values,
        @Nullable Long id,
        @Nullable Long updated) {

    /** The row's values for the fields of a later or an earlier schema, by field id. */
    Map<Object, @Nullable Object> values(StructType schema) {
        return read(schema, values);
    }

    private static Map<Object, @Nullable Object> read(StructType type, Map<Object, @Nullable Object> values) {
        Map<Object, @Nullable Object> read = new LinkedHashMap<>();
        for (NestedField field : type.fields()) {
            read.put(field.fieldId(), read(field, values));
        }
        return read;
    }

    private static @Nullable Object read(NestedField field, Map<Object, @Nullable Object> values) {
        return values.containsKey(field.fieldId())
                ? read(field.type(), values.get(field.fieldId()))
                : Plain.ofInternal(field.type(), field.initialDefault());
    }

    private static @Nullable Object read(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case STRUCT -> read(type.asStructType(), Plain.map(value));
            case LIST ->
                Plain.list(value).stream()
                        .map(each -> read(type.asListType().elementType(), each))
                        .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
            case MAP -> {
                Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
                Plain.map(value)
                        .forEach((key, each) ->
                                entries.put(key, read(type.asMapType().valueType(), each)));
                yield entries;
            }
            default -> value;
        };
    }

    /** The value of a partition field; null where the file's spec has no such field. */
    @Nullable
    Object partition(NestedField field) {
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField own = spec.fields().get(i);
            if (own.fieldId() == field.fieldId() && !own.transform().isVoid()) {
                return Plain.ofInternal(field.type(), file.partition().get(i, Object.class));
            }
        }
        return null;
    }
}
