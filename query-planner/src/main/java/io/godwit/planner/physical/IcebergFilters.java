package io.godwit.planner.physical;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
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
        if (condition instanceof RexInputRef ref && column(ref).type().typeId() == Type.TypeID.BOOLEAN) {
            return Optional.of(Expressions.equal(name(ref), true));
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
            case IS_NULL -> ref(call.getOperands().get(0)).map(ref -> Expressions.isNull(name(ref)));
            case IS_NOT_NULL -> ref(call.getOperands().get(0)).map(ref -> Expressions.notNull(name(ref)));
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call);
            case LIKE -> like(call);
            default -> Optional.empty();
        };
    }

    private Optional<Expression> combine(RexCall call, java.util.function.BinaryOperator<Expression> operator) {
        List<Expression> converted = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            Optional<Expression> expression = convert(operand);
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            converted.add(expression.get());
        }
        return converted.stream().reduce(operator);
    }

    private Optional<RexInputRef> ref(RexNode node) {
        boolean plain = node instanceof RexInputRef ref && column(ref).type().isPrimitiveType();
        return plain ? Optional.of((RexInputRef) node) : Optional.empty();
    }

    private Types.NestedField column(RexInputRef ref) {
        return columns.get(ref.getIndex());
    }

    private String name(RexInputRef ref) {
        return column(ref).name();
    }

    private Optional<Expression> comparison(RexCall call) {
        RexNode left = stripWidening(call.getOperands().get(0));
        RexNode right = stripWidening(call.getOperands().get(1));
        if (left instanceof RexInputRef ref && right instanceof RexLiteral literal) {
            return comparison(call.getKind(), ref, literal);
        } else if (left instanceof RexLiteral literal && right instanceof RexInputRef ref) {
            return comparison(call.getKind().reverse(), ref, literal);
        }
        return Optional.empty();
    }

    /** {@code CAST(int AS bigint) = 5} asks the same of the column as {@code int = 5}. */
    private static RexNode stripWidening(RexNode node) {
        return RexUtil.isLosslessCast(node) ? ((RexCall) node).getOperands().get(0) : node;
    }

    private Optional<Expression> comparison(SqlKind kind, RexInputRef ref, RexLiteral literal) {
        return Comparand.of(column(ref).type(), literal).flatMap(value -> value.compare(name(ref), kind));
    }

    /** {@code LIKE 'kn%'} is a prefix; other patterns are not Iceberg's. */
    private Optional<Expression> like(RexCall call) {
        boolean plain = call.getOperands().size() == 2
                && call.getOperands().get(0) instanceof RexInputRef ref
                && column(ref).type().typeId() == Type.TypeID.STRING
                && call.getOperands().get(1) instanceof RexLiteral pattern
                && !pattern.isNull();
        if (!plain) {
            return Optional.empty();
        }
        String name = name((RexInputRef) call.getOperands().get(0));
        String pattern = requireNonNull(((RexLiteral) call.getOperands().get(1)).getValueAs(String.class));
        Matcher prefix = PREFIX.matcher(pattern);
        return prefix.matches() ? Optional.of(Expressions.startsWith(name, prefix.group(1))) : Optional.empty();
    }
}
