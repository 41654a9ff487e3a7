package io.godwit.planner.digest;

import java.util.Arrays;

/** A fixed number of 128-bit hashes, one per row, low and high words apart. */
final class HashColumn {
    final long[] low;
    final long[] high;

    HashColumn(int capacity) {
        low = new long[capacity];
        high = new long[capacity];
    }

    void set(int row, Murmur3 hash) {
        low[row] = hash.low;
        high[row] = hash.high;
    }

    void set(int row, Digest hash) {
        low[row] = hash.low();
        high[row] = hash.high();
    }

    void fill(int count, Digest hash) {
        Arrays.fill(low, 0, count, hash.low());
        Arrays.fill(high, 0, count, hash.high());
    }

    /** Adds modulo 2^128, row by row. */
    void add(HashColumn other, int count) {
        for (int row = 0; row < count; row++) {
            long sum = low[row] + other.low[row];
            long carry = Long.compareUnsigned(sum, other.low[row]) < 0 ? 1 : 0;
            low[row] = sum;
            high[row] += other.high[row] + carry;
        }
    }

    /** The sum of the first {@code count} hashes modulo 2^128. */
    Digest sum(int count) {
        long sumLow = 0;
        long sumHigh = 0;
        for (int row = 0; row < count; row++) {
            sumLow += low[row];
            sumHigh += high[row] + (Long.compareUnsigned(sumLow, low[row]) < 0 ? 1 : 0);
        }
        return new Digest(sumHigh, sumLow);
    }
}
