package io.godwit.pitjoin.timeline;

import java.util.Arrays;

/** Sequence numbers of rows by id: rows of a file usually share theirs, so a few stretches of ids tell all. */
final class SequenceStretches {
    private static final int MOST = 1 << 16;

    private long[] firsts = new long[16];
    private long[] sequences = new long[16];
    private int count;

    /** Notes rows whose ids ascend, behind those so far; false when there are too many stretches. */
    boolean add(long[] rowIds, long[] numbers, int rows) {
        for (int row = 0; row < rows; row++) {
            if (count > 0 && sequences[count - 1] == numbers[row]) {
                continue;
            }
            if (count == MOST) {
                return false;
            }
            if (count == firsts.length) {
                firsts = Arrays.copyOf(firsts, 2 * count);
                sequences = Arrays.copyOf(sequences, 2 * count);
            }
            firsts[count] = rowIds[row];
            sequences[count++] = numbers[row];
        }
        return true;
    }

    long of(long rowId) {
        int found = Arrays.binarySearch(firsts, 0, count, rowId);
        return sequences[found < 0 ? -found - 2 : found];
    }

    long heldBytes() {
        return 2L * Long.BYTES * firsts.length;
    }
}
