package io.godwit.planner.physical;

import io.godwit.planner.aggregate.Number64;
import io.godwit.planner.aggregate.Number64.Arithmetic;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/** Sums, differences and products of decimals, integers and dates as whole numbers of the last digit of their type. */
final class Number64Compiler {
    private Number64Compiler() {}

    static boolean compiles(RexNode expression) {
        return find(expression).isPresent();
    }

    static Number64 compile(RexNode expression) {
        return find(expression).orElseThrow(() -> new IllegalArgumentException("Not compiled: " + expression));
    }

    private static Optional<Number64> find(RexNode expression) {
        if (!isWhole(expression.getType())) {
            return Optional.empty();
        } else if (expression instanceof RexInputRef ref) {
            return isNarrow(ref.getType()) ? Optional.of(new Number64.Column(ref.getIndex())) : Optional.empty();
        } else if (expression instanceof RexLiteral literal) {
            return literal(literal, scale(literal.getType()));
        }
        return expression instanceof RexCall call ? call(call) : Optional.empty();
    }

    private static Optional<Number64> call(RexCall call) {
        if (call.getOperands().size() != 2 || call.getType().getSqlTypeName() != SqlTypeName.DECIMAL) {
            return Optional.empty(); // the engine refuses what integers overflow, by its own types
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        int scale = scale(call.getType());
        return switch (call.getKind()) {
            case PLUS -> both(Arithmetic.Operator.PLUS, scaled(left, scale), scaled(right, scale));
            case MINUS -> both(Arithmetic.Operator.MINUS, scaled(left, scale), scaled(right, scale));
            case TIMES ->
                scale == scale(left.getType()) + scale(right.getType())
                        ? both(Arithmetic.Operator.TIMES, find(left), find(right))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Number64> both(
            Arithmetic.Operator operator, Optional<Number64> left, Optional<Number64> right) {
        return left.flatMap(one -> right.map(other -> new Arithmetic(operator, one, other)));
    }

    private static Optional<Number64> scaled(RexNode expression, int scale) {
        int more = scale - scale(expression.getType());
        if (expression instanceof RexLiteral literal) {
            return literal(literal, scale);
        } else if (more < 0 || more > Number64.MOST_DIGITS) {
            return Optional.empty();
        }
        Number64 factor = new Number64.Constant(BigDecimal.TEN.pow(more).longValueExact());
        return find(expression)
                .map(number -> more == 0 ? number : new Arithmetic(Arithmetic.Operator.TIMES, number, factor));
    }

    private static Optional<Number64> literal(RexLiteral literal, int scale) {
        BigDecimal value = isWhole(literal.getType()) ? literal.getValueAs(BigDecimal.class) : null;
        if (value == null || value.stripTrailingZeros().scale() > scale) {
            return Optional.empty();
        }
        BigDecimal unscaled = value.movePointRight(scale);
        boolean fits = unscaled.precision() - unscaled.scale() <= Number64.MOST_DIGITS;
        return fits ? Optional.of(new Number64.Constant(unscaled.longValueExact())) : Optional.empty();
    }

    private static int scale(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0;
    }

    private static boolean isWhole(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case INTEGER, BIGINT, DECIMAL, DATE -> true;
            default -> false;
        };
    }

    private static boolean isNarrow(RelDataType type) {
        return type.getSqlTypeName() != SqlTypeName.DECIMAL || type.getPrecision() <= Number64.MOST_DIGITS;
    }
}
