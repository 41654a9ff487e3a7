package io.godwit.pitjoin.kernel;

/**
 * Finds, for every label, the best of the feature rows offered to it. Holds the best rows in <em>cells</em>; when all rows
 * have been offered, {@link #resolve} says which cell holds each label's match.
 */
public abstract sealed class MatchKernel permits SlotKernel, BoxKernel {
    final BestRows best;

    MatchKernel(int cells) {
        best = new BestRows(cells);
    }

    public final BestRows best() {
        return best;
    }

    /** Offers rows to the labels that may take them, and marks those kept. */
    public abstract void offer(TimedRows rows);

    /**
     * Finds every label's cell. Where rows of two cells are equal but for their values, {@code ties} is asked; asked
     * again with the same rows it must give the same answer.
     */
    public abstract void resolve(BestRows.Ties ties);

    /** The cell that holds the label's best row, or -1. Only after {@link #resolve}. */
    public abstract int cellOf(int label);

    /** Whether another row the label could take has the same event and ingestion time as its best. */
    public abstract boolean isAmbiguous(int label);

    /** The greatest event among rows the label would take were they known in time, or {@link Long#MIN_VALUE}. */
    public abstract long eventIfKnown(int label);

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
