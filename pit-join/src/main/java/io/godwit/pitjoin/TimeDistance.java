package io.godwit.pitjoin;

import java.math.BigInteger;

/** The distance between a feature's time and a label's, in the finer of their units and in microseconds. */
record TimeDistance(long featureScale, long labelScale, long unitNanos) {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    static TimeDistance between(TimeType feature, TimeType label) {
        long unit = Math.min(feature.unitNanos(), label.unitNanos());
        return new TimeDistance(feature.unitNanos() / unit, label.unitNanos() / unit, unit);
    }

    /** Compares how far two feature times are from one label time; exact. */
    int compare(long feature, long other, long label) {
        if (isSmall(feature) && isSmall(other) && isSmall(label)) {
            long target = label * labelScale;
            return Long.compare(Math.abs(feature * featureScale - target), Math.abs(other * featureScale - target));
        }
        return exact(feature, label).compareTo(exact(other, label));
    }

    /** Whether no product of it with a scale comes near the ends of the range. */
    private boolean isSmall(long time) {
        long bound = Long.MAX_VALUE / 4 / Math.max(featureScale, labelScale);
        return time < bound && time > -bound;
    }

    private BigInteger exact(long feature, long label) {
        return BigInteger.valueOf(feature)
                .multiply(BigInteger.valueOf(featureScale))
                .subtract(BigInteger.valueOf(label).multiply(BigInteger.valueOf(labelScale)))
                .abs();
    }

    /** In microseconds, rounded down; out of range gives the greatest {@code long}. */
    long micros(long feature, long label) {
        if (isSmall(feature) && isSmall(label) && unitNanos <= 1_000) {
            return Math.abs(feature * featureScale - label * labelScale) / (1_000 / unitNanos);
        }
        BigInteger nanos = exact(feature, label).multiply(BigInteger.valueOf(unitNanos));
        return nanos.divide(BigInteger.valueOf(1_000)).min(MAX).longValueExact();
    }
}
