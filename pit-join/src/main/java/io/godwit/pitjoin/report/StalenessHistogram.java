package io.godwit.pitjoin.report;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Counts ages in buckets of equal relative width: a quantile is off by at most one part in 32. */
final class StalenessHistogram {
    private static final int SUB_BUCKET_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

    private final long[] counts = new long[SUB_BUCKETS * (Long.SIZE - SUB_BUCKET_BITS + 1)];
    private long total;
    private long greatest;

    void add(long micros) {
        counts[bucket(micros)]++;
        total++;
        greatest = Math.max(greatest, micros);
    }

    private static int bucket(long value) {
        int exponent = Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BUCKET_BITS - 1;
        if (exponent < 0) {
            return (int) value;
        }
        return (exponent + 1) * SUB_BUCKETS + (int) (value >>> exponent) - SUB_BUCKETS;
    }

    private static long greatestOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int exponent = bucket / SUB_BUCKETS - 1;
        return ((bucket % SUB_BUCKETS + SUB_BUCKETS + 1L) << exponent) - 1;
    }

    /** The age that {@code fraction} of all do not pass. */
    Duration quantile(double fraction) {
        long rank = (long) Math.ceil(fraction * total);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return micros(Math.min(greatest, greatestOf(bucket)));
            }
        }
        return Duration.ZERO;
    }

    private static Duration micros(long value) {
        return Duration.of(value, ChronoUnit.MICROS);
    }

    void add(StalenessHistogram other) {
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] += other.counts[bucket];
        }
        total += other.total;
        greatest = Math.max(greatest, other.greatest);
    }
}
