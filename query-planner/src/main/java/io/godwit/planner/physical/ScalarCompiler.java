package io.godwit.planner.physical;

import io.godwit.planner.operator.Arithmetic;
import io.godwit.planner.operator.ColumnScalar;
import io.godwit.planner.operator.Comparison;
import io.godwit.planner.operator.Conjunction;
import io.godwit.planner.operator.ConstantScalar;
import io.godwit.planner.operator.Negation;
import io.godwit.planner.operator.Scalar;
import io.godwit.planner.operator.Scalar.Kind;
import io.godwit.planner.operator.TruthTest;
import io.godwit.planner.operator.TruthTest.Question;
import io.godwit.planner.operator.Widening;
import io.godwit.planner.rel.GodwitTypeSystem;
import io.godwit.planner.rel.Literals;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Compiles the expressions that native operators compute themselves: column, literal, comparison, logic, sums and
 * products, and casts that lose nothing. What it does not know goes to the other engine.
 */
final class ScalarCompiler {
    private static final long NANOS_PER_MICRO = 1_000;

    private ScalarCompiler() {}

    static boolean compiles(RexNode expression) {
        return tryCompile(expression).isPresent();
    }

    static Scalar compile(RexNode expression) {
        return tryCompile(expression)
                .orElseThrow(() -> new IllegalStateException("Not compiled natively: " + expression));
    }

    private static Optional<Scalar> tryCompile(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return kind(ref.getType()).map(kind -> new ColumnScalar(kind, ref.getIndex()));
        } else if (expression instanceof RexDynamicParam parameter) {
            // Stands in a plan that is only shown: before it runs, a literal takes its place.
            return kind(parameter.getType()).map(kind -> new ConstantScalar(kind, null));
        } else if (expression instanceof RexLiteral literal && literal.isNull()) {
            return Optional.of(new ConstantScalar(kind(literal.getType()).orElse(Kind.LONG), null));
        } else if (expression instanceof RexLiteral literal) {
            return kind(literal.getType()).map(kind -> new ConstantScalar(kind, Literals.value(literal)));
        } else if (expression instanceof RexCall call) {
            return compileCall(call);
        }
        return Optional.empty();
    }

    private static Optional<Kind> kind(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                Optional.of(Kind.LONG);
            case REAL, FLOAT, DOUBLE -> Optional.of(Kind.DOUBLE);
            case DECIMAL -> Optional.of(Kind.DECIMAL);
            case CHAR, VARCHAR, VARBINARY -> Optional.of(Kind.BYTES);
            default -> Optional.empty();
        };
    }

    private static Optional<Scalar> compileCall(RexCall call) {
        return switch (call.getKind()) {
            case EQUALS -> compare(Comparison.Operator.EQUAL, call);
            case NOT_EQUALS -> compare(Comparison.Operator.NOT_EQUAL, call);
            case LESS_THAN -> compare(Comparison.Operator.LESS, call);
            case LESS_THAN_OR_EQUAL -> compare(Comparison.Operator.LESS_OR_EQUAL, call);
            case GREATER_THAN -> compare(Comparison.Operator.GREATER, call);
            case GREATER_THAN_OR_EQUAL -> compare(Comparison.Operator.GREATER_OR_EQUAL, call);
            case AND -> operands(call).map(operands -> new Conjunction(operands, false));
            case OR -> operands(call).map(operands -> new Conjunction(operands, true));
            case NOT -> operand(call).map(Negation::new);
            case IS_NULL -> test(Question.IS_NULL, false, call);
            case IS_NOT_NULL -> test(Question.IS_NULL, true, call);
            case IS_TRUE -> test(Question.IS_TRUE, false, call);
            case IS_NOT_TRUE -> test(Question.IS_TRUE, true, call);
            case IS_FALSE -> test(Question.IS_FALSE, false, call);
            case IS_NOT_FALSE -> test(Question.IS_FALSE, true, call);
            case SEARCH -> tryCompile(RexUtil.expandSearch(rexBuilder(), null, call));
            case PLUS -> arithmetic(Arithmetic.Operator.ADD, call);
            case MINUS -> arithmetic(Arithmetic.Operator.SUBTRACT, call);
            case TIMES -> arithmetic(Arithmetic.Operator.MULTIPLY, call);
            case CAST -> operand(call).flatMap(operand -> widen(call, operand));
            default -> Optional.empty();
        };
    }

    private static RexBuilder rexBuilder() {
        return new RexBuilder(new SqlTypeFactoryImpl(new GodwitTypeSystem()));
    }

    private static Optional<Scalar> operand(RexCall call) {
        return tryCompile(call.getOperands().get(0));
    }

    private static Optional<List<Scalar>> operands(RexCall call) {
        List<Optional<Scalar>> compiled =
                call.getOperands().stream().map(ScalarCompiler::tryCompile).toList();
        return compiled.stream().allMatch(Optional::isPresent)
                ? Optional.of(compiled.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    private static Optional<Scalar> test(Question question, boolean negated, RexCall call) {
        RexNode operand = call.getOperands().get(0);
        if (question == Question.IS_NULL && operand instanceof RexInputRef ref) {
            return Optional.of(new TruthTest(question, negated, new ColumnScalar(Kind.LONG, ref.getIndex())));
        }
        return operand(call).map(scalar -> new TruthTest(question, negated, scalar));
    }

    private static Optional<Scalar> compare(Comparison.Operator operator, RexCall call) {
        RelDataType left = call.getOperands().get(0).getType();
        RelDataType right = call.getOperands().get(1).getType();
        return sameForm(left, right)
                ? operands(call).map(sides -> new Comparison(operator, sides.get(0), sides.get(1)))
                : Optional.empty();
    }

    /** Whether values of the two types compare as they are held. */
    private static boolean sameForm(RelDataType left, RelDataType right) {
        SqlTypeName a = left.getSqlTypeName();
        SqlTypeName b = right.getSqlTypeName();
        if (isTime(a)) {
            return a == b && Literals.isNanos(left) == Literals.isNanos(right);
        }
        boolean integers = SqlTypeName.INT_TYPES.contains(a) && SqlTypeName.INT_TYPES.contains(b);
        boolean text = SqlTypeName.CHAR_TYPES.contains(a) && SqlTypeName.CHAR_TYPES.contains(b);
        boolean reals = SqlTypeName.APPROX_TYPES.contains(a) && SqlTypeName.APPROX_TYPES.contains(b);
        return a == b || integers || text || reals;
    }

    private static boolean isTime(SqlTypeName type) {
        return type == SqlTypeName.TIME
                || type == SqlTypeName.TIMESTAMP
                || type == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    private static Optional<Scalar> arithmetic(Arithmetic.Operator operator, RexCall call) {
        RelDataType type = call.getType();
        if (call.getOperands().size() != 2) {
            return Optional.empty();
        }
        RelDataType left = call.getOperands().get(0).getType();
        RelDataType right = call.getOperands().get(1).getType();
        boolean doubles = isDouble(type) && becomesDouble(left) && becomesDouble(right);
        boolean integers = isSigned(type) && isSigned(left) && isSigned(right);
        if (!doubles && !integers) {
            return Optional.empty();
        }
        long max = switch (type.getSqlTypeName()) {
            case TINYINT -> Byte.MAX_VALUE;
            case SMALLINT -> Short.MAX_VALUE;
            case INTEGER -> Integer.MAX_VALUE;
            default -> Long.MAX_VALUE;
        };
        return operands(call)
                .map(sides ->
                        doubles ? sides.stream().map(ScalarCompiler::asDouble).toList() : sides)
                .map(sides -> new Arithmetic(operator, sides.get(0), sides.get(1), -max - 1, max));
    }

    private static boolean becomesDouble(RelDataType type) {
        return SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName())
                || (isSigned(type) && type.getSqlTypeName() != SqlTypeName.BIGINT);
    }

    private static Scalar asDouble(Scalar scalar) {
        return scalar.kind() == Kind.DOUBLE ? scalar : new Widening(Kind.DOUBLE, scalar, 1);
    }

    private static boolean isDouble(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DOUBLE || type.getSqlTypeName() == SqlTypeName.FLOAT;
    }

    private static boolean isSigned(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> true;
            default -> false;
        };
    }

    private static Optional<Scalar> widen(RexCall call, Scalar operand) {
        RelDataType from = call.getOperands().get(0).getType();
        RelDataType to = call.getType();
        if (isSigned(from) && isSigned(to)) {
            return rank(from) <= rank(to) ? Optional.of(operand) : Optional.empty();
        } else if (isSigned(from) && isDouble(to)) {
            boolean exact = from.getSqlTypeName() != SqlTypeName.BIGINT;
            return exact ? Optional.of(new Widening(Kind.DOUBLE, operand, 1)) : Optional.empty();
        } else if (SqlTypeName.APPROX_TYPES.contains(from.getSqlTypeName()) && isDouble(to)) {
            return Optional.of(operand);
        } else if (isTime(to.getSqlTypeName()) && from.getSqlTypeName() == to.getSqlTypeName()) {
            return widenTime(from, to, operand);
        } else if (SqlTypeName.CHAR_TYPES.contains(from.getSqlTypeName())
                && to.getSqlTypeName() == SqlTypeName.VARCHAR
                && to.getPrecision() == RelDataType.PRECISION_NOT_SPECIFIED) {
            return Optional.of(operand);
        }
        boolean onlyNullability = from.getSqlTypeName() == to.getSqlTypeName()
                && from.getPrecision() == to.getPrecision()
                && from.getScale() == to.getScale();
        return onlyNullability ? Optional.of(operand) : Optional.empty();
    }

    private static int rank(RelDataType integer) {
        return switch (integer.getSqlTypeName()) {
            case TINYINT -> 1;
            case SMALLINT -> 2;
            case INTEGER -> 3;
            default -> 4;
        };
    }

    private static Optional<Scalar> widenTime(RelDataType from, RelDataType to, Scalar operand) {
        if (from.getPrecision() > to.getPrecision()) {
            return Optional.empty();
        }
        return Literals.isNanos(from) == Literals.isNanos(to)
                ? Optional.of(operand)
                : Optional.of(new Widening(Kind.LONG, operand, NANOS_PER_MICRO));
    }
}
