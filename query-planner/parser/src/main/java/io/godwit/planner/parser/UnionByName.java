package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSetOperator;

/** {@code UNION [ALL] BY NAME}: columns of one name are one column, and null where a side has none. */
public final class UnionByName {
    private static final int PRECEDENCE = 12;

    public static final SqlBinaryOperator DISTINCT =
            new SqlSetOperator("UNION BY NAME", SqlKind.UNION, PRECEDENCE, false);
    public static final SqlBinaryOperator ALL =
            new SqlSetOperator("UNION ALL BY NAME", SqlKind.UNION, PRECEDENCE, true);

    private UnionByName() {}
}
