package io.godwit.planner.sql.syntax;

import java.util.function.Function;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.jspecify.annotations.Nullable;

/** Names without a table's before them, within an expression. Queries and lambdas inside have names of their own. */
final class SimpleNames {
    private SimpleNames() {}

    /** The expression with {@code value} of each name in its place; works in place below the first node. */
    static @Nullable SqlNode replaced(@Nullable SqlNode node, Function<SqlIdentifier, SqlNode> value) {
        if (node instanceof SqlIdentifier name) {
            return name.isSimple() && !name.isStar() ? value.apply(name) : name;
        } else if (node instanceof SqlNodeList list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, replaced(list.get(i), value));
            }
        } else if (node instanceof SqlCall call && !call.isA(SqlKind.QUERY) && !(call instanceof SqlLambda)) {
            for (int i = 0; i < call.operandCount(); i++) {
                SqlNode operand = call.operand(i);
                SqlNode replaced = isNoColumn(call, i) ? operand : replaced(operand, value);
                if (replaced != operand) {
                    call.setOperand(i, replaced);
                }
            }
        }
        return node;
    }

    /** Aliases, names of parameters and of windows. */
    private static boolean isNoColumn(SqlCall call, int operand) {
        return call.operand(operand) instanceof SqlIdentifier
                && (call instanceof SqlWindow
                        || operand > 0
                                && (call.getKind() == SqlKind.AS
                                        || call.getKind() == SqlKind.ARGUMENT_ASSIGNMENT
                                        || call.getKind() == SqlKind.OVER));
    }
}
