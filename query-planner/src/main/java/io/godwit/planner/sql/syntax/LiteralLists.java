package io.godwit.planner.sql.syntax;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code x IN (1, 2, …)} of many literals as {@code x = ANY ([1, 2, …])}, which becomes one set. Calcite makes a comparison of each, and takes
 * hours to simplify some thousands of them.
 */
public final class LiteralLists {
    private static final int FEW = 20;

    private LiteralLists() {}

    public static boolean concerns(SqlCall call) {
        return (call.getKind() == SqlKind.IN || call.getKind() == SqlKind.NOT_IN)
                && call.operand(0).getKind() != SqlKind.ROW
                && call.operand(1) instanceof SqlNodeList list
                && list.size() > FEW
                && typeOf(list.get(0)) != SqlTypeName.NULL
                && list.stream().allMatch(element -> typeOf(element) == typeOf(list.get(0)));
    }

    /** NULL for what is no literal, or null. */
    private static SqlTypeName typeOf(SqlNode element) {
        SqlNode unsigned = element.getKind() == SqlKind.MINUS_PREFIX ? ((SqlCall) element).operand(0) : element;
        return unsigned instanceof SqlLiteral literal ? literal.getTypeName() : SqlTypeName.NULL;
    }

    public static SqlCall quantified(SqlCall in) {
        SqlNodeList list = in.operand(1);
        SqlOperator comparison = in.getKind() == SqlKind.IN ? SqlStdOperatorTable.SOME_EQ : SqlStdOperatorTable.ALL_NE;
        SqlNode array = SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(list);
        return comparison.createCall(in.getParserPosition(), in.operand(0), SqlNodeList.of(array));
    }
}
