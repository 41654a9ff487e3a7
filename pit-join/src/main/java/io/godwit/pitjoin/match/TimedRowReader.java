package io.godwit.pitjoin.match;

import io.godwit.pitjoin.kernel.TimedRows;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.SearchPlan.Bound;
import java.util.Arrays;

/** Turns rows of a batch of features into what the kernel of a search takes: which label times may take each of them. */
public final class TimedRowReader {
    private final SearchPlan plan;
    private final TimedRows rows;

    public TimedRowReader(SearchPlan plan) {
        this.plan = plan;
        this.rows = new TimedRows(plan.dimensions().size());
    }

    /** The rows at {@code positions[from .. from + count)}, at most {@link TimedRows#MOST_ROWS}; the next call overwrites them. */
    public TimedRows read(FeatureBatch batch, int[] positions, int from, int count) {
        rows.reset(count);
        rows.count = count;
        System.arraycopy(positions, from, rows.position, 0, count);
        for (int i = 0; i < count; i++) {
            rows.group[i] = batch.group(rows.position[i]);
        }
        pick(batch.values(plan.eventColumn()), rows.event);
        pick(batch.sequences(), rows.sequence);
        pick(batch.rowIds(), rows.rowId);
        pickIngestion(batch);
        if (!plan.lowIsEvent()) {
            boundLabelTimes(batch);
        }
        if (plan.earliest()) {
            runBackwards();
        }
        return rows;
    }

    private void pick(long[] values, long[] target) {
        for (int i = 0; i < rows.count; i++) {
            target[i] = values[rows.position[i]];
        }
    }

    private void pickIngestion(FeatureBatch batch) {
        if (plan.ingestionColumn().isEmpty()) {
            Arrays.fill(rows.ingestion, 0, rows.count, Long.MIN_VALUE);
            return;
        }
        int column = plan.ingestionColumn().getAsInt();
        pick(batch.values(column), rows.ingestion);
        int[] nulls = batch.nulls(column);
        for (int i = 0; i < rows.count; i++) {
            rows.ingestion[i] = nulls[rows.position[i]] != 0 ? Long.MIN_VALUE : rows.ingestion[i];
        }
    }

    private void boundLabelTimes(FeatureBatch batch) {
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            Arrays.fill(rows.low[dimension], 0, rows.count, Long.MIN_VALUE);
            Arrays.fill(rows.high[dimension], 0, rows.count, Long.MAX_VALUE);
        }
        for (Bound bound : plan.searched()) {
            if (!bound.knownAt()) {
                apply(bound, batch);
            }
        }
        if (!plan.hasKnownAt()) {
            return;
        }
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            System.arraycopy(rows.low[dimension], 0, rows.lowIfKnown[dimension], 0, rows.count);
            System.arraycopy(rows.high[dimension], 0, rows.highIfKnown[dimension], 0, rows.count);
        }
        for (Bound bound : plan.searched()) {
            if (bound.knownAt()) {
                apply(bound, batch);
            }
        }
    }

    private void apply(Bound bound, FeatureBatch batch) {
        long[] values = batch.values(bound.featureColumn());
        int[] nulls = batch.nulls(bound.featureColumn());
        long[] low = rows.low[bound.dimension()];
        long[] high = rows.high[bound.dimension()];
        for (int i = 0; i < rows.count; i++) {
            int position = rows.position[i];
            if (nulls[position] != 0) {
                if (!bound.nullPasses()) {
                    low[i] = Long.MAX_VALUE;
                    high[i] = Long.MIN_VALUE;
                }
                continue;
            }
            long threshold = bound.threshold().of(values[position]);
            if (bound.upper()) {
                low[i] = Math.max(low[i], threshold);
                if (threshold == Long.MAX_VALUE && bound.threshold().isNever(values[position])) {
                    high[i] = Long.MIN_VALUE;
                }
            } else {
                high[i] = Math.min(high[i], threshold);
                if (threshold == Long.MIN_VALUE && bound.threshold().isNever(values[position])) {
                    low[i] = Long.MAX_VALUE;
                }
            }
        }
    }

    /** The earliest is the latest when every time is complemented, which unlike negation cannot overflow. */
    private void runBackwards() {
        complement(rows.event);
        for (int dimension = 0; dimension < rows.low.length; dimension++) {
            swapComplements(rows.low[dimension], rows.high[dimension]);
            swapComplements(rows.lowIfKnown[dimension], rows.highIfKnown[dimension]);
        }
    }

    private void complement(long[] times) {
        for (int i = 0; i < rows.count; i++) {
            times[i] = ~times[i];
        }
    }

    private void swapComplements(long[] low, long[] high) {
        for (int i = 0; i < rows.count; i++) {
            long complement = ~low[i];
            low[i] = ~high[i];
            high[i] = complement;
        }
    }
}
