package io.godwit.planner.scan.filter;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.expressions.BoundLiteralPredicate;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.BoundSetPredicate;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.UUIDUtil;

/** Picks the kernel for a predicate by the type of its column. */
final class KernelChoice {
    private static final long NAN = LongKeys.of(Double.NaN);

    private KernelChoice() {}

    static Kernel of(UnboundPredicate<?> written, BoundPredicate<?> bound) {
        Type type = bound.term().type();
        return switch (bound.op()) {
            case IS_NAN -> new LongRangeKernel(NAN, NAN, false);
            case NOT_NAN -> new LongRangeKernel(NAN, NAN, true);
            case STARTS_WITH -> BytesKernel.startingWith(bytes(literal(bound)), true);
            case NOT_STARTS_WITH -> BytesKernel.startingWith(bytes(literal(bound)), false);
            case IN -> among(type, ((BoundSetPredicate<?>) bound).literalSet(), true);
            case NOT_IN -> among(type, ((BoundSetPredicate<?>) bound).literalSet(), false);
            default -> comparing(type, comparison(bound), value(type, written, bound));
        };
    }

    /** A double compared with a float column stays a double; Iceberg would round it to a float first. */
    private static Object value(Type type, UnboundPredicate<?> written, BoundPredicate<?> bound) {
        if (type.typeId() == Type.TypeID.FLOAT) {
            List<? extends Literal<?>> literals = written.literals();
            if (literals.size() == 1 && literals.get(0).value() instanceof Double exact) {
                return exact;
            }
        }
        return literal(bound);
    }

    private static Object literal(BoundPredicate<?> bound) {
        return ((BoundLiteralPredicate<?>) bound).literal().value();
    }

    private static Comparison comparison(BoundPredicate<?> bound) {
        return switch (bound.op()) {
            case LT -> Comparison.LESS;
            case LT_EQ -> Comparison.LESS_OR_EQUAL;
            case EQ -> Comparison.EQUAL;
            case NOT_EQ -> Comparison.NOT_EQUAL;
            case GT_EQ -> Comparison.GREATER_OR_EQUAL;
            case GT -> Comparison.GREATER;
            default -> throw unsupported(bound);
        };
    }

    private static Kernel comparing(Type type, Comparison comparison, Object literal) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO ->
                range(comparison, key(literal));
            case STRING, BINARY, FIXED, UUID -> comparing(comparison, bytes(literal));
            case DECIMAL -> comparing((DecimalType) type, comparison, ((BigDecimal) literal).unscaledValue());
            default -> throw unsupported(type);
        };
    }

    private static Kernel comparing(DecimalType type, Comparison comparison, BigInteger literal) {
        return LongKeys.hold(type) && literal.bitLength() < Long.SIZE
                ? range(comparison, literal.longValue())
                : DecimalKernel.comparing(comparison, literal);
    }

    private static Kernel comparing(Comparison comparison, byte[] literal) {
        return switch (comparison) {
            case EQUAL -> new EqualBytesKernel(List.of(literal), true);
            case NOT_EQUAL -> new EqualBytesKernel(List.of(literal), false);
            default -> BytesKernel.comparing(comparison, literal);
        };
    }

    private static Kernel among(List<byte[]> literals, boolean wanted) {
        return literals.size() <= EqualBytesKernel.MOST_LITERALS
                ? new EqualBytesKernel(literals, wanted)
                : BytesKernel.among(
                        literals.stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new), wanted);
    }

    private static Kernel range(Comparison comparison, long key) {
        return switch (comparison) {
            case LESS ->
                key == Long.MIN_VALUE ? LongRangeKernel.nothing() : new LongRangeKernel(Long.MIN_VALUE, key - 1, false);
            case LESS_OR_EQUAL -> new LongRangeKernel(Long.MIN_VALUE, key, false);
            case EQUAL -> new LongRangeKernel(key, key, false);
            case NOT_EQUAL -> new LongRangeKernel(key, key, true);
            case GREATER_OR_EQUAL -> new LongRangeKernel(key, Long.MAX_VALUE, false);
            case GREATER ->
                key == Long.MAX_VALUE ? LongRangeKernel.nothing() : new LongRangeKernel(key + 1, Long.MAX_VALUE, false);
        };
    }

    private static Kernel among(Type type, Collection<?> literals, boolean wanted) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO ->
                new LongSetKernel(literals.stream().mapToLong(KernelChoice::key).toArray(), !wanted);
            case STRING, BINARY, FIXED, UUID ->
                among(literals.stream().map(KernelChoice::bytes).toList(), wanted);
            case DECIMAL ->
                DecimalKernel.among(
                        literals.stream()
                                .map(literal -> ((BigDecimal) literal).unscaledValue())
                                .toList(),
                        wanted);
            default -> throw unsupported(type);
        };
    }

    private static long key(Object literal) {
        if (literal instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        if (literal instanceof Float || literal instanceof Double) {
            return LongKeys.of(((Number) literal).doubleValue());
        }
        return ((Number) literal).longValue();
    }

    private static byte[] bytes(Object literal) {
        if (literal instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (literal instanceof UUID uuid) {
            return UUIDUtil.convert(uuid);
        }
        return ByteBuffers.toByteArray((ByteBuffer) literal);
    }

    private static GodwitException unsupported(Object what) {
        return new GodwitException(ErrorCode.UNSUPPORTED, "The scan does not compare " + what);
    }

    private static GodwitException unsupported(Expression expression) {
        return new GodwitException(ErrorCode.UNSUPPORTED, "The scan does not evaluate the filter " + expression);
    }
}
