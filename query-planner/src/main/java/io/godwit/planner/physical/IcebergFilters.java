package io.godwit.planner.physical;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Conditions as Iceberg expressions, so that a scan can prune by them and apply them. */
final class IcebergFilters {
    private static final Pattern PREFIX = Pattern.compile("([^%_\\\\]+)%", Pattern.DOTALL);

    private final List<Types.NestedField> columns;
    private final RexBuilder builder;

    /** @param columns what the column numbers of conditions mean */
    IcebergFilters(List<Types.NestedField> columns, RexBuilder builder) {
        this.columns = columns;
        this.builder = builder;
    }

    /** The same condition, or empty where Iceberg has no words for all of it. */
    Optional<Expression> convert(RexNode condition) {
        Optional<Column> column = column(condition);
        if (column.isPresent()) {
            return column.filter(flag -> flag.type().typeId() == Type.TypeID.BOOLEAN)
                    .map(flag -> Expressions.equal(flag.name(), true));
        } else if (condition instanceof RexLiteral literal && !literal.isNull()) {
            return Optional.of(RexLiteral.booleanValue(literal) ? Expressions.alwaysTrue() : Expressions.alwaysFalse());
        } else if (!(condition instanceof RexCall call)) {
            return Optional.empty();
        } else {
            return convertCall(call);
        }
    }

    private Optional<Expression> convertCall(RexCall call) {
        return switch (call.getKind()) {
            case AND -> combine(call, Expressions::and);
            case OR -> combine(call, Expressions::or);
            case NOT -> convert(call.getOperands().get(0)).map(Expressions::not);
            case SEARCH -> convert(RexUtil.expandSearch(builder, null, call));
            case IS_NULL -> column(call.getOperands().get(0)).map(column -> Expressions.isNull(column.name()));
            case IS_NOT_NULL -> column(call.getOperands().get(0)).map(column -> Expressions.notNull(column.name()));
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call);
            case LIKE -> like(call);
            default -> Optional.empty();
        };
    }

    private Optional<Expression> combine(RexCall call, BinaryOperator<Expression> operator) {
        List<Expression> converted = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            Optional<Expression> expression = convert(operand);
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            converted.add(expression.get());
        }
        List<Expression> parts = LiteralSets.gathered(converted, call.getKind() == SqlKind.OR, columns);
        return Optional.of(balanced(parts, operator));
    }

    /** Iceberg's visitors call themselves for each level, of which a thousand parts must not make a thousand. */
    private static Expression balanced(List<Expression> parts, BinaryOperator<Expression> operator) {
        int half = parts.size() / 2;
        return half == 0
                ? parts.get(0)
                : operator.apply(
                        balanced(parts.subList(0, half), operator),
                        balanced(parts.subList(half, parts.size()), operator));
    }

    /** @param name with the names of the structs it is in before it */
    private record Column(String name, Type type) {}

    /** The column that an expression is, at the top level or within structs. */
    private Optional<Column> column(RexNode node) {
        return path(node).filter(column -> column.type().isPrimitiveType());
    }

    private Optional<Column> path(RexNode node) {
        if (node instanceof RexInputRef ref) {
            Types.NestedField field = columns.get(ref.getIndex());
            return Optional.of(new Column(field.name(), field.type()));
        } else if (node instanceof RexFieldAccess access) {
            String name = access.getField().getName();
            return path(access.getReferenceExpr())
                    .filter(struct -> struct.type().isStructType())
                    .flatMap(struct -> Optional.ofNullable(
                                    struct.type().asStructType().field(name))
                            .map(field -> new Column(struct.name() + "." + name, field.type())));
        }
        return Optional.empty();
    }

    private Optional<Expression> comparison(RexCall call) {
        RexNode left = stripWidening(call.getOperands().get(0));
        RexNode right = stripWidening(call.getOperands().get(1));
        if (right instanceof RexLiteral literal) {
            return column(left).flatMap(column -> comparison(call.getKind(), column, literal));
        } else if (left instanceof RexLiteral literal) {
            return column(right).flatMap(column -> comparison(call.getKind().reverse(), column, literal));
        }
        return Optional.empty();
    }

    /** {@code CAST(int AS bigint) = 5} asks the same of the column as {@code int = 5}. */
    private static RexNode stripWidening(RexNode node) {
        return RexUtil.isLosslessCast(node) ? ((RexCall) node).getOperands().get(0) : node;
    }

    private static Optional<Expression> comparison(SqlKind kind, Column column, RexLiteral literal) {
        return Comparand.of(column.type(), literal).flatMap(value -> value.compare(column.name(), kind));
    }

    /** {@code LIKE 'kn%'} is a prefix; other patterns are not Iceberg's, nor is ILIKE, which takes "Kn" for the same. */
    private Optional<Expression> like(RexCall call) {
        Optional<Column> column =
                column(call.getOperands().get(0)).filter(text -> text.type().typeId() == Type.TypeID.STRING);
        boolean plain = call.getOperator() instanceof SqlLikeOperator like
                && like.isCaseSensitive()
                && call.getOperands().size() == 2
                && call.getOperands().get(1) instanceof RexLiteral literal
                && !literal.isNull();
        if (!plain || column.isEmpty()) {
            return Optional.empty();
        }
        String pattern = requireNonNull(((RexLiteral) call.getOperands().get(1)).getValueAs(String.class));
        Matcher prefix = PREFIX.matcher(pattern);
        return prefix.matches()
                ? Optional.of(Expressions.startsWith(column.get().name(), prefix.group(1)))
                : Optional.empty();
    }
}
