package io.godwit.planner.rel;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

/** Which numbers have a sign. */
public final class Signs {
    private Signs() {}

    /** Whether some of the numbers have a sign and others have none. */
    public static boolean differ(List<RelDataType> types) {
        return types.stream().anyMatch(Signs::isUnsigned)
                && types.stream()
                        .anyMatch(
                                type -> SqlTypeName.NUMERIC_TYPES.contains(type.getSqlTypeName()) && !isUnsigned(type));
    }

    private static boolean isUnsigned(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case UTINYINT, USMALLINT, UINTEGER, UBIGINT -> true;
            default -> false;
        };
    }
}
