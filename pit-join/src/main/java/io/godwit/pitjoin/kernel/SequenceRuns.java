package io.godwit.pitjoin.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sequence number of a row by its id. Rows of a file usually share theirs, so that a few stretches of ids take the
 * place of a number per row and slot, which is asked for only where rows tie.
 */
final class SequenceRuns {
    private static final int MOST_RUNS = 1 << 18;

    private long[] firsts = new long[16];
    private long[] lasts = new long[16];
    private long[] sequences = new long[16];
    private int count;

    /** Notes rows whose ids ascend; says no, and notes nothing, where that would not tell their numbers. */
    boolean add(TimedRows rows) {
        if (rows.count == 0) {
            return true;
        }
        long sequence = rows.sequence[0];
        long others = 0;
        for (int row = 0; row < rows.count; row++) {
            others |= rows.sequence[row] ^ sequence;
        }
        return (others == 0 && add(rows.rowId[0], rows.rowId[rows.count - 1], sequence)) || tells(rows);
    }

    /** Whether the numbers of all rows are told by what was noted before: some rows come late, out of order. */
    private boolean tells(TimedRows rows) {
        for (int row = 0; row < rows.count; row++) {
            int run = run(rows.rowId[row]);
            if (run < 0 || rows.rowId[row] > lasts[run] || sequences[run] != rows.sequence[row]) {
                return false;
            }
        }
        return true;
    }

    private boolean add(long first, long last, long sequence) {
        boolean follows = count == 0 || first > lasts[count - 1];
        if (last < first || !follows || count == MOST_RUNS) {
            return false;
        }
        if (count > 0 && first == lasts[count - 1] + 1 && sequence == sequences[count - 1]) {
            lasts[count - 1] = last;
            return true;
        }
        if (count == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * count);
            lasts = Arrays.copyOf(lasts, 2 * count);
            sequences = Arrays.copyOf(sequences, 2 * count);
        }
        firsts[count] = first;
        lasts[count] = last;
        sequences[count++] = sequence;
        return true;
    }

    /** The runs of both, or null where they cannot be told apart. */
    static @Nullable SequenceRuns union(SequenceRuns one, SequenceRuns two) {
        SequenceRuns both = new SequenceRuns();
        int mine = 0;
        int theirs = 0;
        while (mine < one.count || theirs < two.count) {
            boolean takeMine = theirs == two.count || (mine < one.count && one.firsts[mine] < two.firsts[theirs]);
            SequenceRuns from = takeMine ? one : two;
            int run = takeMine ? mine++ : theirs++;
            if (!both.add(from.firsts[run], from.lasts[run], from.sequences[run])) {
                return null;
            }
        }
        return both;
    }

    /** The sequence number of a row that was noted. */
    long of(long rowId) {
        return sequences[run(rowId)];
    }

    /** The last run that does not begin after the row, or -1. */
    private int run(long rowId) {
        int found = Arrays.binarySearch(firsts, 0, count, rowId);
        return found < 0 ? -found - 2 : found;
    }
}
