package io.godwit.planner.sql.syntax;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** What may read columns of the tables before it in a FROM clause. */
public final class Laterals {
    private Laterals() {}

    /** {@code LATERAL (SELECT …)}, with an alias or without. */
    public static boolean isQuery(SqlNode source) {
        SqlNode unnamed = SelectItems.withoutAlias(source);
        return unnamed.getKind() == SqlKind.LATERAL
                && ((SqlCall) unnamed).operand(0).isA(SqlKind.QUERY);
    }

    /** {@code UNNEST(…)}, with LATERAL or without. */
    public static boolean isUnnest(SqlNode source) {
        return unnamed(source).getKind() == SqlKind.UNNEST;
    }

    /** Without alias and LATERAL. */
    public static SqlNode unnamed(SqlNode source) {
        SqlNode unnamed = SelectItems.withoutAlias(source);
        return unnamed.getKind() == SqlKind.LATERAL ? ((SqlCall) unnamed).operand(0) : unnamed;
    }
}
