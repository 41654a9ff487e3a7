package io.godwit.planner.rel;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of times with literals such that scans prune by them and no value leaves its unit: microseconds are compared
 * as they are, not widened to nanoseconds, which end in 2262; all nanoseconds lie on one side of a literal beyond, such as
 * {@code TIMESTAMP '9999-12-31 00:00:00'}; and instants are compared with the instant that a local time is.
 */
final class TimeComparisons {
    static final LocalDateTime GREATEST_NANOS = time(Long.MAX_VALUE);
    static final LocalDateTime LEAST_NANOS = time(Long.MIN_VALUE);

    private TimeComparisons() {}

    private static LocalDateTime time(long nanos) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plusNanos(nanos), ZoneOffset.UTC);
    }

    /** Whether nanoseconds in 64 bits do not hold the time. */
    static boolean isBeyondNanos(LocalDateTime time) {
        return time.isAfter(GREATEST_NANOS) || time.isBefore(LEAST_NANOS);
    }

    /** A comparison that is true, false and unknown for the same rows, or null if there is nothing to change. */
    static @Nullable RexNode simplify(RexCall call, RexBuilder builder, ZoneId zone) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (left instanceof RexLiteral && !(right instanceof RexLiteral)) {
            SqlOperator reversed = Objects.requireNonNull(call.getOperator().reverse(), "reverse");
            RexCall mirrored = (RexCall) builder.makeCall(reversed, right, left);
            return simplify(mirrored, builder, zone);
        }
        boolean timeWithLiteral = !(left instanceof RexLiteral)
                && right instanceof RexLiteral literal
                && !literal.isNull()
                && isTime(left)
                && isTime(literal);
        if (!timeWithLiteral) {
            return null;
        }
        RexNode times = withoutWidening(left);
        RexNode literal = ofKind(times.getType(), (RexLiteral) right, builder, zone);
        if (literal == null) {
            return null;
        } else if (Literals.isNanos(times.getType()) && isBeyondNanos(Literals.time((RexLiteral) literal))) {
            // What is not null equals itself.
            boolean holds = holds(call.getKind(), Literals.time((RexLiteral) literal));
            return builder.makeCall(holds ? SqlStdOperatorTable.EQUALS : SqlStdOperatorTable.NOT_EQUALS, times, times);
        }
        return times == left && literal == right ? null : builder.makeCall(call.getOperator(), times, literal);
    }

    private static boolean isTime(RexNode node) {
        return Literals.isTimestamp(node.getType().getSqlTypeName());
    }

    private static boolean holds(SqlKind comparison, LocalDateTime beyond) {
        boolean later = beyond.isAfter(GREATEST_NANOS);
        return switch (comparison) {
            case LESS_THAN, LESS_THAN_OR_EQUAL -> later;
            case GREATER_THAN, GREATER_THAN_OR_EQUAL -> !later;
            default -> comparison == SqlKind.NOT_EQUALS;
        };
    }

    /** A cast that claims its operand to be without nulls stays: without it the comparison might be unknown. */
    private static RexNode withoutWidening(RexNode node) {
        if (node.getKind() != SqlKind.CAST) {
            return node;
        }
        RexNode operand = ((RexCall) node).getOperands().get(0);
        boolean widens = operand.getType().getSqlTypeName() == node.getType().getSqlTypeName()
                && operand.getType().getPrecision() <= node.getType().getPrecision()
                && operand.getType().isNullable() == node.getType().isNullable();
        return widens ? withoutWidening(operand) : node;
    }

    /** The literal, in microseconds where the times are and it can be; null where it is not certain which one it is. */
    private static @Nullable RexNode ofKind(RelDataType times, RexLiteral literal, RexBuilder builder, ZoneId zone) {
        RelDataType type = builder.getTypeFactory().createTypeWithNullability(times, false);
        SqlTypeName kind = literal.getType().getSqlTypeName();
        if (kind != times.getSqlTypeName()) {
            return kind == SqlTypeName.TIMESTAMP ? Literals.inZone(Literals.time(literal), type, builder, zone) : null;
        }
        boolean narrows = Literals.isNanos(literal.getType())
                && !Literals.isNanos(times)
                && Literals.exact(Literals.time(literal), type);
        return narrows ? Literals.timestamp(Literals.time(literal), type, builder) : literal;
    }
}
