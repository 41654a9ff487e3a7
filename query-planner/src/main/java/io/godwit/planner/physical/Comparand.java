package io.godwit.planner.physical;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.rel.Literals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * What a column is compared with, as Iceberg wants it for the column's type.
 *
 * @param value the literal, or where the type cannot hold it the next smaller value that it can
 * @param exact whether it is the literal
 */
record Comparand(Object value, boolean exact) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** Empty where Iceberg has no words for the literal. */
    static Optional<Comparand> of(Type column, RexLiteral literal) {
        if (literal.isNull()) {
            return Optional.empty();
        }
        return switch (literal.getType().getSqlTypeName()) {
            case BOOLEAN ->
                column.typeId() == Type.TypeID.BOOLEAN ? exactly((Long) raw(literal) == 1) : Optional.empty();
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> number(column, literal.getValueAs(BigDecimal.class));
            case REAL, FLOAT, DOUBLE -> floating(column, (Double) raw(literal));
            case CHAR, VARCHAR ->
                column.typeId() == Type.TypeID.STRING
                        ? exactly(new String((byte[]) raw(literal), StandardCharsets.UTF_8))
                        : Optional.empty();
            case VARBINARY ->
                column.typeId() == Type.TypeID.BINARY
                        ? exactly(ByteBuffer.wrap((byte[]) raw(literal)))
                        : Optional.empty();
            case DATE ->
                column.typeId() == Type.TypeID.DATE ? exactly(((Long) raw(literal)).intValue()) : Optional.empty();
            case TIME ->
                column.typeId() == Type.TypeID.TIME && !Literals.isNanos(literal.getType())
                        ? exactly(raw(literal))
                        : Optional.empty();
            case TIMESTAMP ->
                timestamp(column, literal, Types.TimestampType.withoutZone(), Types.TimestampNanoType.withoutZone());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                timestamp(column, literal, Types.TimestampType.withZone(), Types.TimestampNanoType.withZone());
            default -> Optional.empty();
        };
    }

    private static Object raw(RexLiteral literal) {
        return requireNonNull(Literals.value(literal));
    }

    private static Optional<Comparand> exactly(Object value) {
        return Optional.of(new Comparand(value, true));
    }

    private static Optional<Comparand> number(Type column, BigDecimal literal) {
        return switch (column.typeId()) {
            case INTEGER, LONG -> whole(column, literal);
            case DECIMAL -> {
                BigDecimal below = literal.setScale(((Types.DecimalType) column).scale(), RoundingMode.FLOOR);
                yield Optional.of(new Comparand(below, below.compareTo(literal) == 0));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<Comparand> whole(Type column, BigDecimal literal) {
        BigInteger below = literal.setScale(0, RoundingMode.FLOOR).unscaledValue();
        boolean exact = literal.compareTo(new BigDecimal(below)) == 0;
        if (below.bitLength() < Integer.SIZE && column.typeId() == Type.TypeID.INTEGER) {
            return Optional.of(new Comparand(below.intValue(), exact));
        }
        return below.bitLength() < Long.SIZE && column.typeId() == Type.TypeID.LONG
                ? Optional.of(new Comparand(below.longValue(), exact))
                : Optional.empty();
    }

    private static Optional<Comparand> floating(Type column, double literal) {
        boolean fits = column.typeId() == Type.TypeID.FLOAT || column.typeId() == Type.TypeID.DOUBLE;
        return fits && !Double.isNaN(literal) ? exactly(literal) : Optional.empty();
    }

    private static Optional<Comparand> timestamp(Type column, RexLiteral literal, Type micros, Type nanos) {
        long value = (Long) raw(literal);
        boolean inNanos = Literals.isNanos(literal.getType());
        if (column.equals(micros)) {
            return inNanos
                    ? Optional.of(new Comparand(
                            Math.floorDiv(value, NANOS_PER_MICRO), Math.floorMod(value, NANOS_PER_MICRO) == 0))
                    : exactly(value);
        }
        boolean fits =
                inNanos || Math.abs(value / NANOS_PER_MICRO) < Long.MAX_VALUE / NANOS_PER_MICRO / NANOS_PER_MICRO;
        return column.equals(nanos) && fits
                ? exactly(Expressions.nanos(inNanos ? value : value * NANOS_PER_MICRO))
                : Optional.empty();
    }

    /**
     * The column's comparison with the literal, true for the same rows; where it is not the literal that is compared with,
     * what is greater than the value is greater than the literal. Empty for equality with what the type cannot hold.
     */
    Optional<Expression> compare(String column, SqlKind kind) {
        return switch (kind) {
            case EQUALS -> exact ? Optional.of(predicate(Operation.EQ, column)) : Optional.empty();
            case NOT_EQUALS -> exact ? Optional.of(predicate(Operation.NOT_EQ, column)) : Optional.empty();
            case LESS_THAN -> Optional.of(predicate(exact ? Operation.LT : Operation.LT_EQ, column));
            case LESS_THAN_OR_EQUAL -> Optional.of(predicate(Operation.LT_EQ, column));
            case GREATER_THAN -> Optional.of(predicate(Operation.GT, column));
            default -> Optional.of(predicate(exact ? Operation.GT_EQ : Operation.GT, column));
        };
    }

    private Expression predicate(Operation operation, String column) {
        return value instanceof Literal<?> literal
                ? Expressions.predicate(operation, column, literal)
                : Expressions.predicate(operation, column, value);
    }
}
