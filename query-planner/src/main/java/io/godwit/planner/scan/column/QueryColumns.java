package io.godwit.planner.scan.column;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Columns as those of a query are, so that a scan gives what was announced: without comments, and where a struct may be null, so may its
 * fields.
 */
public final class QueryColumns {
    private QueryColumns() {}

    public static Schema schema(List<NestedField> columns) {
        return new Schema(columns.stream().map(QueryColumns::field).toList());
    }

    private static NestedField field(NestedField field) {
        return NestedField.from(field)
                .withDoc(null)
                .ofType(type(field.type(), field.isOptional()))
                .build();
    }

    private static Type type(Type type, boolean optional) {
        return switch (type.typeId()) {
            case STRUCT ->
                Types.StructType.of(type.asStructType().fields().stream()
                        .map(field -> field(optional ? field.asOptional() : field))
                        .toList());
            case LIST -> list(type.asListType());
            case MAP -> map(type.asMapType());
            default -> type;
        };
    }

    private static Type list(Types.ListType list) {
        Type element = type(list.elementType(), list.isElementOptional());
        return list.isElementOptional()
                ? Types.ListType.ofOptional(list.elementId(), element)
                : Types.ListType.ofRequired(list.elementId(), element);
    }

    private static Type map(Types.MapType map) {
        Type key = type(map.keyType(), false);
        Type value = type(map.valueType(), map.isValueOptional());
        return map.isValueOptional()
                ? Types.MapType.ofOptional(map.keyId(), map.valueId(), key, value)
                : Types.MapType.ofRequired(map.keyId(), map.valueId(), key, value);
    }
}
