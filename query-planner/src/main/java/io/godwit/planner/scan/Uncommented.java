package io.godwit.planner.scan;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Columns without their comments, which the columns of a query do not carry: so a scan gives what was announced. */
public final class Uncommented {
    private Uncommented() {}

    public static Schema schema(List<NestedField> columns) {
        return new Schema(columns.stream().map(Uncommented::field).toList());
    }

    private static NestedField field(NestedField field) {
        return NestedField.from(field).withDoc(null).ofType(type(field.type())).build();
    }

    private static Type type(Type type) {
        return switch (type.typeId()) {
            case STRUCT ->
                Types.StructType.of(type.asStructType().fields().stream()
                        .map(Uncommented::field)
                        .toList());
            case LIST -> list(type.asListType());
            case MAP -> map(type.asMapType());
            default -> type;
        };
    }

    private static Type list(Types.ListType list) {
        Type element = type(list.elementType());
        return list.isElementOptional()
                ? Types.ListType.ofOptional(list.elementId(), element)
                : Types.ListType.ofRequired(list.elementId(), element);
    }

    private static Type map(Types.MapType map) {
        Type key = type(map.keyType());
        Type value = type(map.valueType());
        return map.isValueOptional()
                ? Types.MapType.ofOptional(map.keyId(), map.valueId(), key, value)
                : Types.MapType.ofRequired(map.keyId(), map.valueId(), key, value);
    }
}
