package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.RowBatches;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a window's labels take, back from disk.
 *
 * @param rows per take; null where they are to be fetched
 * @param columns per take, the feature columns that its rows hold
 */
record GatheredWindow(List<Optional<RowBatches>> rows, List<List<Integer>> columns) implements HeldRows {
    @Override
    public @Nullable RowBatches rows(int take) {
        return rows.get(take).orElse(null);
    }

    @Override
    public int position(int take, int featureColumn) {
        return columns.get(take).indexOf(featureColumn);
    }

    @Override
    public void close() {
        rows.forEach(take -> take.ifPresent(RowBatches::close));
    }
}
