package io.godwit.pitjoin.match;

import io.godwit.pitjoin.plan.TimeType;
import java.math.BigInteger;

/** The distance between a feature's time and a label's, in the finer of their units and in microseconds. */
final class TimeDistance {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long featureScale;
    private final long labelScale;
    private final long unitNanos;

    /** Times below it are far from the ends of the range, whatever they are multiplied with. */
    private final long bound;

    private TimeDistance(long featureScale, long labelScale, long unitNanos) {
        this.featureScale = featureScale;
        this.labelScale = labelScale;
        this.unitNanos = unitNanos;
        this.bound = Long.MAX_VALUE / 4 / Math.max(featureScale, labelScale);
    }

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

    private boolean isSmall(long time) {
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
            long distance = Math.abs(feature * featureScale - label * labelScale);
            return unitNanos == 1_000 ? distance : distance / (1_000 / unitNanos);
        }
        BigInteger nanos = exact(feature, label).multiply(BigInteger.valueOf(unitNanos));
        return nanos.divide(BigInteger.valueOf(1_000)).min(MAX).longValueExact();
    }
}
