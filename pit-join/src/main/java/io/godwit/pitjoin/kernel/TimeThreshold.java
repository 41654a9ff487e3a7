package io.godwit.pitjoin.kernel;

import java.math.BigInteger;

/**
 * Solves one comparison {@code feature <op> label + offset} for the label time: exactly, across units, without wrapping.
 *
 * <p>Both times count from the same instant, in units of their own. In the finest unit of the three, {@code f * featureScale
 * <op> l * labelScale + offset}; so {@code l} is bounded by {@code (f * featureScale - offset) / labelScale}, rounded to
 * the side that keeps the comparison true.
 */
public final class TimeThreshold {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long featureScale;
    private final long labelScale;
    private final long offset;
    private final boolean upper;
    private final boolean strict;

    /**
     * @param featureNanos length of the feature time's unit
     * @param labelNanos length of the label time's unit
     * @param offsetNanos added to the label time
     * @param upper whether the feature time must be at most (or, if strict, less than) the label's; otherwise at least
     */
    public TimeThreshold(long featureNanos, long labelNanos, long offsetNanos, boolean upper, boolean strict) {
        long unit = Math.min(featureNanos, labelNanos);
        unit = offsetNanos % unit == 0 ? unit : 1;
        this.featureScale = featureNanos / unit;
        this.labelScale = labelNanos / unit;
        this.offset = offsetNanos / unit;
        this.upper = upper;
        this.strict = strict;
    }

    /**
     * The least (greatest, unless {@code upper}) label time for which the comparison holds, cut off at the ends of the
     * {@code long} range. Where no label time does, the end is returned that {@link #isNever} asks about.
     */
    public long of(long featureTime) {
        long product = featureTime * featureScale;
        long difference = product - offset;
        boolean wraps = Math.multiplyHigh(featureTime, featureScale) != product >> 63
                || ((product ^ offset) & (product ^ difference)) < 0;
        if (wraps) {
            return saturate(exact(featureTime));
        }
        if (upper) {
            long floor = strict || labelScale == 1 ? Math.floorDiv(difference, labelScale) : ceilDiv(difference);
            return strict && floor != Long.MAX_VALUE ? floor + 1 : floor;
        }
        long ceiling = strict ? ceilDiv(difference) : Math.floorDiv(difference, labelScale);
        return strict && ceiling != Long.MIN_VALUE ? ceiling - 1 : ceiling;
    }

    /**
     * The greatest feature time for which an upper bound holds at this label time, cut off at the ends of the {@code long}
     * range. {@link Long#MIN_VALUE} may stand for none; {@link #holds} tells.
     */
    public long greatestFeature(long labelTime) {
        long product = labelTime * labelScale;
        long sum = product + offset;
        boolean wraps = Math.multiplyHigh(labelTime, labelScale) != product >> 63
                || ((product ^ sum) & (offset ^ sum)) < 0
                || sum == Long.MIN_VALUE;
        if (!wraps) {
            return Math.floorDiv(strict ? sum - 1 : sum, featureScale);
        }
        BigInteger exact = BigInteger.valueOf(labelTime)
                .multiply(BigInteger.valueOf(labelScale))
                .add(BigInteger.valueOf(offset))
                .subtract(strict ? BigInteger.ONE : BigInteger.ZERO);
        BigInteger[] parts = exact.divideAndRemainder(BigInteger.valueOf(featureScale));
        return saturate(parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]);
    }

    /** Whether {@link #of} gives every time back as it is. */
    public boolean isIdentity() {
        return upper && !strict && featureScale == 1 && labelScale == 1 && offset == 0;
    }

    private long ceilDiv(long value) {
        long floor = Math.floorDiv(value, labelScale);
        return floor * labelScale == value ? floor : floor + 1;
    }

    /** Whether the comparison holds for no label time at all. Only asked where {@link #of} gave an end of the range. */
    public boolean isNever(long featureTime) {
        BigInteger exact = exact(featureTime);
        return upper ? exact.compareTo(MAX) > 0 : exact.compareTo(MIN) < 0;
    }

    /** Whether the comparison holds. */
    public boolean holds(long featureTime, long labelTime) {
        long threshold = of(featureTime);
        if (upper) {
            return labelTime >= threshold && !(threshold == Long.MAX_VALUE && isNever(featureTime));
        }
        return labelTime <= threshold && !(threshold == Long.MIN_VALUE && isNever(featureTime));
    }

    private BigInteger exact(long featureTime) {
        BigInteger difference = BigInteger.valueOf(featureTime)
                .multiply(BigInteger.valueOf(featureScale))
                .subtract(BigInteger.valueOf(offset));
        BigInteger[] parts = difference.divideAndRemainder(BigInteger.valueOf(labelScale));
        BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        BigInteger ceiling = parts[1].signum() > 0 ? parts[0].add(BigInteger.ONE) : parts[0];
        if (upper) {
            return strict ? floor.add(BigInteger.ONE) : ceiling;
        }
        return strict ? ceiling.subtract(BigInteger.ONE) : floor;
    }

    private static long saturate(BigInteger value) {
        return value.max(MIN).min(MAX).longValueExact();
    }
}
