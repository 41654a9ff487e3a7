package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLambda;
import org.apache.calcite.rex.RexLambdaRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Sarg;

/**
 * Writes row expressions over the columns of one or two inputs. What an expression computes has the type Calcite gave it:
 * where DuckDB might choose another, a cast says so.
 */
final class DuckDbExpressions {
    private final RexBuilder rexBuilder;
    private final StatementValues values;
    private final IntFunction<String> columns;
    /** What the parameters of the lambda stand for that is being written; of one within another, those of the inner one. */
    private final List<String> parameters;

    private final int lambdas;

    /** @param columns the text that names each input column */
    DuckDbExpressions(RexBuilder rexBuilder, StatementValues values, IntFunction<String> columns) {
        this(rexBuilder, values, columns, List.of(), 0);
    }

    private DuckDbExpressions(
            RexBuilder rexBuilder,
            StatementValues values,
            IntFunction<String> columns,
            List<String> parameters,
            int lambdas) {
        this.rexBuilder = rexBuilder;
        this.values = values;
        this.columns = columns;
        this.parameters = parameters;
        this.lambdas = lambdas;
    }

    String of(RexNode node) {
        if (node instanceof RexInputRef column) {
            return columns.apply(column.getIndex());
        } else if (node instanceof RexLiteral literal) {
            return DuckDbLiterals.of(literal);
        } else if (node instanceof RexDynamicParam parameter) {
            return parameter(parameter.getIndex());
        } else if (node instanceof RexLambdaRef parameter) {
            return parameters.get(parameter.getIndex());
        } else if (node instanceof RexFieldAccess access) {
            return fieldOf(access);
        } else if (node instanceof RexOver over) {
            return window(over);
        } else if (node.getKind() == SqlKind.SEARCH) {
            return search((RexCall) node);
        } else if (node instanceof RexCall call) {
            return DuckDbFunctions.call(call, this);
        }
        throw unsupported(node);
    }

    private String search(RexCall search) {
        Sarg<?> sought = requireNonNull(((RexLiteral) search.getOperands().get(1)).getValueAs(Sarg.class), "sought");
        RexNode comparisons = RexUtil.expandSearch(rexBuilder, null, search);
        boolean isSet = sought.isPoints() && sought.nullAs == RexUnknownAs.UNKNOWN && sought.pointCount > 1;
        if (!isSet) {
            return of(comparisons);
        }
        List<String> values = ((RexCall) comparisons)
                .getOperands().stream()
                        .map(equality -> of(((RexCall) equality).getOperands().get(1)))
                        .toList();
        return "(%s IN (%s))".formatted(of(search.getOperands().get(0)), String.join(", ", values));
    }

    String column(int index) {
        return columns.apply(index);
    }

    List<String> all(List<RexNode> nodes) {
        return nodes.stream().map(this::of).toList();
    }

    StatementValues values() {
        return values;
    }

    static GodwitException unsupported(Object what) {
        return new GodwitException(ErrorCode.UNSUPPORTED, "The SQL engine has no form of " + what);
    }

    /** A plan with open parameters is only explained; it runs once they are literals. */
    private String parameter(int index) {
        List<RexLiteral> bound = values.parameters();
        return index < bound.size() ? DuckDbLiterals.of(bound.get(index)) : "?";
    }

    /**
     * The operands of a call with a lambda. The last ones are what further parameters of the lambda stand for; the engine's
     * lambdas see everything around them, and so they are written where these parameters are.
     */
    List<String> withLambda(List<RexNode> operands, int index) {
        RexLambda lambda = (RexLambda) operands.get(index);
        int captured = Math.toIntExact(lambda.getParameters().stream()
                .filter(parameter -> parameter.getName().startsWith(EngineFunction.CAPTURED))
                .count());
        int own = lambda.getParameters().size() - captured;
        List<String> names = IntStream.range(0, own)
                .mapToObj(parameter -> "x%d_%d".formatted(lambdas, parameter))
                .toList();
        List<String> meant = new ArrayList<>(names);
        meant.addAll(all(operands.subList(operands.size() - captured, operands.size())));
        String body = new DuckDbExpressions(rexBuilder, values, columns, meant, lambdas + 1).of(lambda.getExpression());
        List<String> texts = new ArrayList<>();
        for (int operand = 0; operand < operands.size() - captured; operand++) {
            texts.add(
                    operand == index
                            ? "lambda %s: %s".formatted(String.join(", ", names), body)
                            : of(operands.get(operand)));
        }
        return texts;
    }

    private String fieldOf(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
            return DuckDbUnparser.aliasOf(variable.id) + ".c"
                    + access.getField().getIndex();
        }
        return "struct_extract(%s, %s)"
                .formatted(
                        of(access.getReferenceExpr()),
                        Quoted.text(access.getField().getName()));
    }

    private String window(RexOver over) {
        List<String> arguments = all(over.getOperands());
        String text =
                DuckDbAggregates.windowCall(over.getAggOperator(), arguments, over.isDistinct(), over.ignoreNulls());
        return typed(
                "%s OVER (%s)"
                        .formatted(
                                text,
                                window(over.getWindow(), over.getAggOperator().allowsFraming())),
                over.getType());
    }

    private String window(RexWindow window, boolean framed) {
        StringBuilder text = new StringBuilder();
        if (!window.partitionKeys.isEmpty()) {
            text.append("PARTITION BY ").append(String.join(", ", all(window.partitionKeys)));
        }
        if (!window.orderKeys.isEmpty()) {
            text.append(" ORDER BY ")
                    .append(window.orderKeys.stream().map(this::orderKey).collect(Collectors.joining(", ")));
        }
        if (framed) {
            text.append(window.isRows() ? " ROWS" : " RANGE")
                    .append(" BETWEEN ")
                    .append(bound(window.getLowerBound()))
                    .append(" AND ")
                    .append(bound(window.getUpperBound()))
                    .append(excluded(window.getExclude()));
        }
        return text.toString().strip();
    }

    private static String excluded(RexWindowExclusion exclusion) {
        return switch (exclusion) {
            case EXCLUDE_NO_OTHER -> "";
            case EXCLUDE_CURRENT_ROW -> " EXCLUDE CURRENT ROW";
            case EXCLUDE_GROUP -> " EXCLUDE GROUP";
            case EXCLUDE_TIES -> " EXCLUDE TIES";
        };
    }

    private String orderKey(RexFieldCollation key) {
        return of(key.left) + " " + key.getDirection().shortString + " " + nulls(key);
    }

    private static String nulls(RexFieldCollation key) {
        return switch (key.getNullDirection()) {
            case FIRST -> "NULLS FIRST";
            case LAST -> "NULLS LAST";
            case UNSPECIFIED -> key.getDirection().isDescending() ? "NULLS FIRST" : "NULLS LAST";
        };
    }

    private String bound(RexWindowBound bound) {
        if (bound.isCurrentRow()) {
            return "CURRENT ROW";
        }
        String rows = bound.isUnbounded() ? "UNBOUNDED" : of(Objects.requireNonNull(bound.getOffset(), "offset"));
        return rows + (bound.isPreceding() ? " PRECEDING" : " FOLLOWING");
    }

    /** Casts where DuckDB's own type for the expression may be another. */
    static String typed(String expression, RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN, CHAR, VARCHAR, NULL, ANY, SYMBOL -> expression;
            default -> SqlTypes.isInterval(type) ? expression : SqlTypes.cast(expression, SqlTypes.nameOf(type));
        };
    }
}
