package io.godwit.planner.digest;

import java.util.Arrays;

/** A fixed number of 128-bit hashes, one per row, low and high words apart. */
final class HashColumn {
    private static final long LOWER_HALF = 0xffffffffL;

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
            long first = low[row];
            long second = other.low[row];
            long sum = first + second;
            // The carry without a comparison: the compiler turns this loop into vector instructions.
            long carry = (first & second | (first | second) & ~sum) >>> (Long.SIZE - 1);
            low[row] = sum;
            high[row] += other.high[row] + carry;
        }
    }

    /** The sum of the first {@code count} hashes modulo 2^128. */
    Digest sum(int count) {
        // Halves of the low words cannot overflow, so nothing carries within the loop.
        long lowerHalves = 0;
        long upperHalves = 0;
        long sumHigh = 0;
        for (int row = 0; row < count; row++) {
            lowerHalves += low[row] & LOWER_HALF;
            upperHalves += low[row] >>> Integer.SIZE;
            sumHigh += high[row];
        }
        long upper = upperHalves + (lowerHalves >>> Integer.SIZE);
        long sumLow = upper << Integer.SIZE | lowerHalves & LOWER_HALF;
        return new Digest(sumHigh + (upper >>> Integer.SIZE), sumLow);
    }
}
