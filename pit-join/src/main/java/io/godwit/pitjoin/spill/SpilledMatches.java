package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * One feature table's matches on disk. They are written as partitions are joined, and each belongs to the window of labels
 * in which it is put out; there they are merged by the label's place.
 */
abstract class SpilledMatches implements AutoCloseable {
    static final int BLOCK_LABELS = 1 << 16;
    static final Field PLACE = Field.notNullable("place", new ArrowType.Int(Integer.SIZE, true));

    final ExecutionContext context;
    final FeaturePlan plan;
    final SpilledLabels labels;
    final SpillFile file;

    SpilledMatches(ExecutionContext context, FeaturePlan plan, SpilledLabels labels, SpillFile file) {
        this.context = context;
        this.plan = plan;
        this.labels = labels;
        this.file = file;
    }

    /**
     * Writes the matches of a chunk of labels.
     *
     * @param ordinals of the chunk's labels, ascending
     */
    final void add(JoinMatches matches, long[] ordinals) {
        for (int from = 0; from < ordinals.length; ) {
            int window = (int) (ordinals[from] / labels.windowLabels());
            long end = (long) (window + 1) * labels.windowLabels();
            int to = Arrays.binarySearch(ordinals, from, ordinals.length, end);
            to = Math.min(to < 0 ? ~to : to, from + BLOCK_LABELS);
            context.cancellation().check();
            write(matches, ordinals, from, to, window);
            from = to;
        }
    }

    /** Writes the matches of labels {@code from .. to} of the chunk, all of one window. */
    abstract void write(JoinMatches matches, long[] ordinals, int from, int to, int window);

    final int place(long ordinal) {
        return (int) (ordinal % labels.windowLabels());
    }

    abstract int takeCount();

    /** The feature columns that a take gives. */
    final List<Integer> columns(int take) {
        List<Integer> columns = plan.join().columns();
        return plan.takes().isEmpty()
                ? columns
                : plan.takes().get(take).outputs().stream().map(columns::get).toList();
    }

    /** How often the labels of a window take a row, and which rows. */
    abstract TakeSpan span(int take, int window);

    /** The rows that the labels of a window take, each once, ascending. */
    abstract long[] distinctRows(int take, int window);

    /** The matches of a window; they take over {@code held}, the window's rows that need not be fetched, unless this fails. */
    abstract JoinMatches read(int window, @Nullable HeldRows held);

    @Override
    public void close() {
        file.close();
    }
}
