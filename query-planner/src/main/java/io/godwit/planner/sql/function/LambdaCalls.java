package io.godwit.planner.sql.function;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * {@code list_transform(l, x -> x + t.a)} as {@code list_transform(l, (x, captured) -> x + captured, t.a)}: Calcite's lambdas
 * see their parameters alone. What is asked of a row stands among the operands of the call, where every rule finds it.
 */
public final class LambdaCalls {
    private static final String PARAMETER = "parameter ";

    private LambdaCalls() {}

    /** How many of the lambda's parameters, the last ones, are operands of its call. */
    static int captured(SqlLambda lambda) {
        return (int) lambda.getParameters().stream()
                .filter(parameter -> parameter.toString().startsWith(EngineFunction.CAPTURED))
                .count();
    }

    public static boolean concerns(SqlCall call) {
        return call.getOperator() instanceof SqlUnresolvedFunction function
                && function.getNameAsId().isSimple()
                && LambdaFunction.find(function.getName()) != null
                && call.getOperandList().stream().anyMatch(SqlLambda.class::isInstance);
    }

    public static SqlCall rewritten(SqlCall call) {
        LambdaFunction function = LambdaFunction.find(call.getOperator().getName());
        if (function == null
                || call.operandCount() < 2
                || call.operandCount() > function.mostOperands()
                || !(call.operand(1) instanceof SqlLambda lambda)
                || !function.takes(lambda.getParameters().size())) {
            throw SqlErrors.invalid(call, usage(call.getOperator().getName(), requireNonNull(function, "function")));
        }
        Closing closing = new Closing(lambda.getParameters());
        SqlNode body = lambda.getExpression().accept(closing);
        SqlParserPos position = lambda.getParserPosition();
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        operands.set(1, new SqlLambda(position, closing.parameters(position), body));
        operands.addAll(closing.captured);
        return new SqlBasicCall(function, operands, call.getParserPosition());
    }

    /** How the function is called. */
    public static String usage(String name, LambdaFunction function) {
        return "%1$s is called with a list and a lambda: %1$s(l, %2$s)".formatted(name, function.example());
    }

    /** Leaves no name in a lambda's body but those of parameters. */
    private static final class Closing extends SqlShuttle {
        private final List<SqlNode> own;
        private final List<SqlIdentifier> captured = new ArrayList<>();

        Closing(SqlNodeList own) {
            this.own = own;
            for (int i = 0; i < own.size(); i++) {
                if (indexOf(own.get(i).toString()) < i) {
                    throw SqlErrors.invalid(own.get(i), "The lambda has two parameters '%s'".formatted(own.get(i)));
                }
            }
        }

        SqlNodeList parameters(SqlParserPos position) {
            SqlNodeList parameters = new SqlNodeList(position);
            for (int i = 0; i < own.size(); i++) {
                parameters.add(new SqlIdentifier(PARAMETER + i, own.get(i).getParserPosition()));
            }
            for (int i = 0; i < captured.size(); i++) {
                parameters.add(new SqlIdentifier(EngineFunction.CAPTURED + i, position));
            }
            return parameters;
        }

        private int indexOf(String name) {
            for (int i = 0; i < own.size(); i++) {
                if (own.get(i).toString().equalsIgnoreCase(name)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public SqlNode visit(SqlIdentifier name) {
            SqlParserPos position = name.getParserPosition();
            int parameter = indexOf(name.names.get(0));
            if (parameter < 0) {
                return new SqlIdentifier(EngineFunction.CAPTURED + capture(name), position);
            }
            SqlNode value = new SqlIdentifier(PARAMETER + parameter, position);
            for (int i = 1; i < name.names.size(); i++) {
                String field = name.names.get(i);
                // Calcite's dot takes no dot before it, and its brackets are those of texts, too.
                value = i == 1
                        ? SqlStdOperatorTable.DOT.createCall(position, value, new SqlIdentifier(field, position))
                        : SqlStdOperatorTable.ITEM.createCall(
                                position, value, SqlLiteral.createCharString(field, position));
            }
            return value;
        }

        private int capture(SqlIdentifier name) {
            for (int i = 0; i < captured.size(); i++) {
                if (captured.get(i).equalsDeep(name, Litmus.IGNORE)) {
                    return i;
                }
            }
            captured.add(name);
            return captured.size() - 1;
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY) || call.getKind() == SqlKind.OVER) {
                throw SqlErrors.at(
                        ErrorCode.UNSUPPORTED,
                        call,
                        "A lambda has no %s in it; write a query over the elements: (SELECT list(x) FROM unnest(l) AS t (x) WHERE x > 0)"
                                .formatted(call.getKind() == SqlKind.OVER ? "window" : "query"));
            } else if (concerns(call)) {
                return visit(rewritten(call));
            } else if (call instanceof SqlLambda) {
                return call; // closed already
            } else if (call.getKind() == SqlKind.DOT) {
                SqlNode whole = call.operand(0).accept(this);
                return SqlStdOperatorTable.DOT.createCall(call.getParserPosition(), whole, call.operand(1));
            }
            return super.visit(call);
        }
    }
}
