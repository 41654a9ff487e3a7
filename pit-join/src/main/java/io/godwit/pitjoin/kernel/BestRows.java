package io.godwit.pitjoin.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Per cell the best feature row offered so far. Rows rank by event time, then ingestion time, then sequence number.
 *
 * <p>Rows equal in all three are both remembered: the first as the best, the other in a log of ties that {@link
 * #settleTies} later decides by the order of their values. A logged tie counts only while the row it tied with is still
 * its cell's best.
 */
public final class BestRows {
    static final int NO_CELL = -1;
    private static final long EMPTY = -1;
    private static final long BYTES_PER_TIE = 20;

    /** Looked at for every row; the others only when a row wins or is equal. */
    private final long[] events;

    private final Longs ingestions;
    private final Longs sequences;
    /** Where these tell the rows' sequence numbers {@link #sequences} is not written. */
    private @Nullable SequenceRuns runs = new SequenceRuns();

    /** Row id * 2 + 1 if the row shares its times with another. */
    private final long[] rows;

    private int tieCount;
    private int[] tieCells = new int[0];
    private long[] tieBases = new long[0];
    private long[] tieRows = new long[0];

    public BestRows(int cells) {
        events = new long[cells];
        Arrays.fill(events, Long.MIN_VALUE);
        ingestions = new Longs(cells);
        sequences = new Longs(cells);
        rows = new long[cells];
        Arrays.fill(rows, EMPTY);
    }

    /** Bytes of heap that {@code cells} cells hold, at most. */
    public static long bytesFor(long cells) {
        return cells * 4 * Long.BYTES;
    }

    /**
     * To be told of rows before they are offered.
     *
     * @return what told the numbers of rows up to now, when that is no longer possible; each row is offered with its number
     *     from now on
     */
    @Nullable
    SequenceRuns announce(TimedRows coming) {
        SequenceRuns known = runs;
        if (known == null || known.add(coming)) {
            return null;
        }
        writeSequences(known);
        return known;
    }

    /** Whether a row must be offered with its sequence number. */
    boolean needsSequences() {
        return runs == null;
    }

    private void writeSequences(SequenceRuns known) {
        for (int cell = 0; cell < rows.length; cell++) {
            if (!isEmpty(cell)) {
                sequences.set(cell, known.of(rowId(cell)));
            }
        }
        runs = null;
    }

    /**
     * Keeps the row if it ranks at least as high as the cell's best; says whether it was kept.
     *
     * @param sequence counts only where it {@linkplain #needsSequences() must be given}
     */
    boolean offer(int cell, long event, long ingestion, long sequence, long rowId) {
        return event >= events[cell] && offerLater(cell, event, ingestion, sequence, rowId);
    }

    private boolean offerLater(int cell, long event, long ingestion, long sequence, long rowId) {
        long marked = rowId << 1;
        if (event == events[cell] && rows[cell] != EMPTY) {
            if (ingestion < ingestions.get(cell)) {
                return false;
            }
            if (ingestion == ingestions.get(cell)) {
                rows[cell] |= 1;
                int order = Long.compare(sequence(sequence, rowId), sequence(cell));
                if (order < 0) {
                    return false;
                }
                if (order == 0) {
                    logTie(cell, rowId(cell), rowId);
                    return true;
                }
                marked |= 1;
            }
        }
        events[cell] = event;
        ingestions.set(cell, ingestion);
        if (runs == null) {
            sequences.set(cell, sequence);
        }
        rows[cell] = marked;
        return true;
    }

    private long sequence(long given, long rowId) {
        return runs == null ? given : runs.of(rowId);
    }

    private long sequence(int cell) {
        return runs == null ? sequences.get(cell) : runs.of(rowId(cell));
    }

    /** Brings the cells near; the sum means nothing. */
    long touch(int[] cells, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (cells[i] >= 0) {
                sum += events[cells[i]];
            }
        }
        return sum;
    }

    /** {@link #touch} for cells as {@link MatchKernel#winners} gives them. */
    long touchWinners(int[] winners, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (winners[i] >= 0) {
                sum += events[MatchKernel.cell(winners[i])] + rows[MatchKernel.cell(winners[i])];
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
        return rows[cell] == EMPTY;
    }

    public long event(int cell) {
        return events[cell];
    }

    public long ingestion(int cell) {
        return ingestions.get(cell);
    }

    public long rowId(int cell) {
        return rows[cell] >> 1;
    }

    /** Whether another row of the same event and ingestion time was offered to the cell. */
    public boolean isAmbiguous(int cell) {
        return (rows[cell] & 1) != 0;
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
    public void collectTies(RowSet open) {
        dropStaleTies();
        for (int tie = 0; tie < tieCount; tie++) {
            open.add(tieBases[tie]);
            open.add(tieRows[tie]);
        }
    }

    /** Decides all open ties; {@code order} knows all their rows. */
    public void settleTies(RowOrder order) {
        dropStaleTies();
        for (int tie = 0; tie < tieCount; tie++) {
            int cell = tieCells[tie];
            if (order.isGreater(tieRows[tie], rowId(cell))) {
                rows[cell] = tieRows[tie] << 1 | 1;
            }
        }
        tieCount = 0;
    }

    /** Offers all that another holds for the same cells. */
    void merge(BestRows other) {
        shareRuns(other);
        for (int cell = 0; cell < rows.length; cell++) {
            if (!other.isEmpty(cell) && offerBestOf(other, cell, other.rowId(cell)) && other.isAmbiguous(cell)) {
                rows[cell] |= 1;
            }
        }
        other.dropStaleTies();
        for (int tie = 0; tie < other.tieCount; tie++) {
            offerBestOf(other, other.tieCells[tie], other.tieRows[tie]);
        }
    }

    private void shareRuns(BestRows other) {
        SequenceRuns mine = runs;
        SequenceRuns theirs = other.runs;
        SequenceRuns both = mine == null || theirs == null ? null : SequenceRuns.union(mine, theirs);
        if (both != null) {
            runs = both;
            return;
        }
        if (mine != null) {
            writeSequences(mine);
        }
        if (theirs != null) {
            other.writeSequences(theirs);
        }
    }

    private boolean offerBestOf(BestRows other, int cell, long rowId) {
        long sequence = other.runs == null ? other.sequences.get(cell) : 0; // else the runs, shared by now, tell it
        return offer(cell, other.event(cell), other.ingestion(cell), sequence, rowId);
    }

    /** Adds every row that may still become a match. */
    public void collectLive(RowSet live) {
        for (long row : rows) {
            if (row != EMPTY) {
                live.add(row >> 1);
            }
        }
        collectTies(live);
    }

    /** The better of two cells that may be {@link #NO_CELL}; of equals the one whose row {@code ties} prefers. */
    int better(int one, int two, Ties ties) {
        if (!isFilled(one) || !isFilled(two)) {
            return isFilled(one) ? one : isFilled(two) ? two : NO_CELL;
        }
        int order = compareTimes(one, two);
        order = order == 0 ? Long.compare(sequence(one), sequence(two)) : order;
        if (order != 0) {
            return order > 0 ? one : two;
        }
        return ties.isGreater(rowId(two), rowId(one)) ? two : one;
    }

    /** Whether both cells hold rows, and these have the same event and ingestion time. */
    boolean sameTimes(int one, int two) {
        return isFilled(one) && isFilled(two) && compareTimes(one, two) == 0;
    }

    private boolean isFilled(int cell) {
        return cell != NO_CELL && !isEmpty(cell);
    }

    private int compareTimes(int one, int two) {
        int order = Long.compare(events[one], events[two]);
        return order == 0 ? Long.compare(ingestions.get(one), ingestions.get(two)) : order;
    }

    /** Decides between rows that are equal in all times and sequence numbers. */
    interface Ties {
        boolean isGreater(long rowId, long other);
    }
}
