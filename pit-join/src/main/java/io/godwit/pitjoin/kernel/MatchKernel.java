package io.godwit.pitjoin.kernel;

/**
 * Finds, for every label, the best of the feature rows offered to it. Holds the best rows in <em>cells</em>; when all rows
 * have been offered, {@link #resolve} says which cell holds each label's match.
 */
public abstract sealed class MatchKernel permits SlotKernel, BoxKernel {
    static final int NO_WINNER = -2;

    final BestRows best;

    /** What touching memory came to; nobody reads it, but it keeps the loads from being left out. */
    long sink;

    MatchKernel(int cells) {
        best = new BestRows(cells);
    }

    public final BestRows best() {
        return best;
    }

    /** Offers rows to the labels that may take them, and marks those kept. */
    public abstract void offer(TimedRows rows);

    /** Matches whatever still waits; to be called when all rows have been offered, before anything is asked. */
    public void finish() {}

    /**
     * Finds every label's cell. Where rows of two cells are equal but for their values, {@code ties} is asked; asked
     * again with the same rows it must give the same answer.
     */
    public abstract void resolve(BestRows.Ties ties);

    /**
     * Fills in, for {@code count} labels from {@code first} on, what {@link #cell} and {@link #isAmbiguous} tell apart.
     * Only after {@link #resolve}.
     */
    public final void winners(int first, int count, int[] winners) {
        for (int i = 0; i < count; i++) {
            winners[i] = winnerOf(first + i);
        }
        sink = best.touchWinners(winners, count);
    }

    abstract int winnerOf(int label);

    static int winner(int cell, boolean ambiguous) {
        return cell << 1 | (ambiguous ? 1 : 0);
    }

    /** The cell that holds a winner, or -1 when there is none. */
    public static int cell(int winner) {
        return winner >> 1;
    }

    /** Whether another row the label could take has the same event and ingestion time as the winner. */
    public static boolean isAmbiguous(int winner) {
        return (winner & 1) != 0;
    }

    /** The greatest event among rows the label would take were they known in time, or {@link Long#MIN_VALUE}. */
    public abstract long eventIfKnown(int label);

    /** Adds what a kernel over the same labels was offered. */
    public final void merge(MatchKernel other) {
        best.merge(other.best);
        mergeIfKnown(other);
    }

    abstract void mergeIfKnown(MatchKernel other);

    static void keepGreater(long[] mine, long[] theirs) {
        for (int i = 0; i < mine.length; i++) {
            mine[i] = Math.max(mine[i], theirs[i]);
        }
    }

    /** Resolves without deciding: collects the rows whose values have to be compared. */
    public final void collectTies(RowSet rows) {
        best.collectTies(rows);
        resolve((rowId, other) -> {
            if (rowId != other) {
                rows.add(rowId);
                rows.add(other);
            }
            return false;
        });
    }

    /** Decides all ties and resolves; {@code order} knows every row that {@link #collectTies} gave. */
    public final void decideTies(RowOrder order) {
        best.settleTies(order);
        resolve(order);
    }
}
