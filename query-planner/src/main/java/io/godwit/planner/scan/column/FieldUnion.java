package io.godwit.planner.scan.column;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Fields each once, by id, where some occur again with other parts of what is inside them: then with all of these. Of a name that
 * several have, as columns that were dropped may share one with columns of now, all but the first get another.
 */
public final class FieldUnion {
    private FieldUnion() {}

    public static List<NestedField> of(List<NestedField> fields) {
        Map<Integer, NestedField> byId = new LinkedHashMap<>();
        fields.forEach(field -> byId.merge(field.fieldId(), field, FieldUnion::both));
        Set<String> names = new HashSet<>();
        return byId.values().stream()
                .map(field -> names.add(field.name()) ? field : renamed(field))
                .toList();
    }

    private static NestedField renamed(NestedField field) {
        return NestedField.from(field)
                .withName(field.name() + "_" + field.fieldId())
                .build();
    }

    private static NestedField both(NestedField one, NestedField other) {
        return one.equals(other)
                ? one
                : NestedField.from(one).ofType(both(one.type(), other.type())).build();
    }

    private static Type both(Type one, Type other) {
        return switch (one.typeId()) {
            case STRUCT -> Types.StructType.of(bothFields(one, other));
            case LIST -> list(one.asListType(), bothFields(one, other));
            case MAP -> map(one.asMapType(), bothFields(one, other));
            default -> one;
        };
    }

    private static List<NestedField> bothFields(Type one, Type other) {
        List<NestedField> fields = new ArrayList<>(one.asNestedType().fields());
        fields.addAll(other.asNestedType().fields());
        return of(fields);
    }

    private static Type list(Types.ListType list, List<NestedField> element) {
        return list.isElementOptional()
                ? Types.ListType.ofOptional(list.elementId(), element.get(0).type())
                : Types.ListType.ofRequired(list.elementId(), element.get(0).type());
    }

    private static Type map(Types.MapType map, List<NestedField> entry) {
        Type key = entry.get(0).type();
        Type value = entry.get(1).type();
        return map.isValueOptional()
                ? Types.MapType.ofOptional(map.keyId(), map.valueId(), key, value)
                : Types.MapType.ofRequired(map.keyId(), map.valueId(), key, value);
    }
}
