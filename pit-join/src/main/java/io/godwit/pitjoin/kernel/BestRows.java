package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * Per cell the best feature row offered so far. Rows rank by event time, then ingestion time, then sequence number.
 *
 * <p>Rows equal in all three are both remembered: the first as the best, the other in a log of ties that {@link
 * #settleTies} later decides by the order of their values. A logged tie counts only while the row it tied with is still
 * its cell's best.
 */
public final class BestRows {
    static final int NO_CELL = -1;
    private static final int STRIDE = 4;
    private static final long EMPTY = -1;
    private static final long BYTES_PER_TIE = 20;

    /** Per cell: event, ingestion, sequence, and row id * 2 + 1 if it shares its times with another row. */
    private final long[] state;

    private int tieCount;
    private int[] tieCells = new int[0];
    private long[] tieBases = new long[0];
    private long[] tieRows = new long[0];

    public BestRows(int cells) {
        state = new long[Math.multiplyExact(cells, STRIDE)];
        for (int at = 0; at < state.length; at += STRIDE) {
            state[at] = Long.MIN_VALUE;
            state[at + 3] = EMPTY;
        }
    }

    /** Bytes of heap that {@code cells} cells hold. */
    public static long bytesFor(long cells) {
        return cells * STRIDE * Long.BYTES;
    }

    /** Keeps the row if it ranks at least as high as the cell's best; says whether it was kept. */
    boolean offer(int cell, long event, long ingestion, long sequence, long rowId) {
        int at = cell * STRIDE;
        return event >= state[at] && offerLater(at, cell, event, ingestion, sequence, rowId);
    }

    private boolean offerLater(int at, int cell, long event, long ingestion, long sequence, long rowId) {
        long marked = rowId << 1;
        if (event == state[at] && state[at + 3] != EMPTY) {
            if (ingestion < state[at + 1]) {
                return false;
            }
            if (ingestion == state[at + 1]) {
                state[at + 3] |= 1;
                if (sequence < state[at + 2]) {
                    return false;
                }
                if (sequence == state[at + 2]) {
                    logTie(cell, state[at + 3] >> 1, rowId);
                    return true;
                }
                marked |= 1;
            }
        }
        state[at] = event;
        state[at + 1] = ingestion;
        state[at + 2] = sequence;
        state[at + 3] = marked;
        return true;
    }

    /** Brings the cells near; the sum means nothing. */
    long touch(int[] cells, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (cells[i] >= 0) {
                sum += state[cells[i] * STRIDE];
            }
        }
        return sum;
    }

    /** {@link #touch} for cells as {@link MatchKernel#winners} gives them. */
    long touchWinners(int[] winners, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (winners[i] >= 0) {
                sum += state[MatchKernel.cell(winners[i]) * STRIDE];
            }
        }
        return sum;
    }

    private void logTie(int cell, long base, long rowId) {
        if (tieCount == tieCells.length) {
            dropStaleTies();
            int capacity = Math.max(1024, tieCount * 2);
            tieCells = Arrays.copyOf(tieCells, capacity);
            tieBases = Arrays.copyOf(tieBases, capacity);
            tieRows = Arrays.copyOf(tieRows, capacity);
        }
        tieCells[tieCount] = cell;
        tieBases[tieCount] = base;
        tieRows[tieCount++] = rowId;
    }

    private void dropStaleTies() {
        int kept = 0;
        for (int tie = 0; tie < tieCount; tie++) {
            if (rowId(tieCells[tie]) == tieBases[tie]) {
                tieCells[kept] = tieCells[tie];
                tieBases[kept] = tieBases[tie];
                tieRows[kept++] = tieRows[tie];
            }
        }
        tieCount = kept;
    }

    public boolean isEmpty(int cell) {
        return state[cell * STRIDE + 3] == EMPTY;
    }

    public long event(int cell) {
        return state[cell * STRIDE];
    }

    public long ingestion(int cell) {
        return state[cell * STRIDE + 1];
    }

    public long rowId(int cell) {
        return state[cell * STRIDE + 3] >> 1;
    }

    /** Whether another row of the same event and ingestion time was offered to the cell. */
    public boolean isAmbiguous(int cell) {
        return (state[cell * STRIDE + 3] & 1) != 0;
    }

    /** Ties logged; some may count no more. */
    public int tieCount() {
        return tieCount;
    }

    /** Bytes of heap held by logged ties. */
    public long tieBytes() {
        return tieCells.length * BYTES_PER_TIE;
    }

    /** Adds all rows of ties still open. */
    public void collectTies(RowSet rows) {
        dropStaleTies();
        for (int tie = 0; tie < tieCount; tie++) {
            rows.add(tieBases[tie]);
            rows.add(tieRows[tie]);
        }
    }

    /** Decides all open ties; {@code order} knows all their rows. */
    public void settleTies(RowOrder order) {
        dropStaleTies();
        for (int tie = 0; tie < tieCount; tie++) {
            int at = tieCells[tie] * STRIDE + 3;
            if (order.isGreater(tieRows[tie], state[at] >> 1)) {
                state[at] = tieRows[tie] << 1 | 1;
            }
        }
        tieCount = 0;
    }

    /** Offers all that another holds for the same cells. */
    void merge(BestRows other) {
        for (int cell = 0; cell < state.length / STRIDE; cell++) {
            if (!other.isEmpty(cell) && offerBestOf(other, cell, other.rowId(cell)) && other.isAmbiguous(cell)) {
                state[cell * STRIDE + 3] |= 1;
            }
        }
        other.dropStaleTies();
        for (int tie = 0; tie < other.tieCount; tie++) {
            offerBestOf(other, other.tieCells[tie], other.tieRows[tie]);
        }
    }

    private boolean offerBestOf(BestRows other, int cell, long rowId) {
        int at = cell * STRIDE;
        return offer(cell, other.state[at], other.state[at + 1], other.state[at + 2], rowId);
    }

    /** Adds every row that may still become a match. */
    public void collectLive(RowSet rows) {
        for (int at = 3; at < state.length; at += STRIDE) {
            if (state[at] != EMPTY) {
                rows.add(state[at] >> 1);
            }
        }
        collectTies(rows);
    }

    /** The better of two cells that may be {@link #NO_CELL}; of equals the one whose row {@code ties} prefers. */
    int better(int one, int two, Ties ties) {
        if (!isFilled(one) || !isFilled(two)) {
            return isFilled(one) ? one : isFilled(two) ? two : NO_CELL;
        }
        int order = compare(one, two, 3);
        if (order != 0) {
            return order > 0 ? one : two;
        }
        return ties.isGreater(rowId(two), rowId(one)) ? two : one;
    }

    /** Whether both cells hold rows, and these have the same event and ingestion time. */
    boolean sameTimes(int one, int two) {
        return isFilled(one) && isFilled(two) && compare(one, two, 2) == 0;
    }

    private boolean isFilled(int cell) {
        return cell != NO_CELL && !isEmpty(cell);
    }

    private int compare(int one, int two, int fields) {
        int from = one * STRIDE;
        int to = two * STRIDE;
        for (int field = 0; field < fields; field++) {
            int order = Long.compare(state[from + field], state[to + field]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Decides between rows that are equal in all times and sequence numbers. */
    interface Ties {
        boolean isGreater(long rowId, long other);
    }
}
