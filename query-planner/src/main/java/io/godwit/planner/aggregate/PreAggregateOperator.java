package io.godwit.planner.aggregate;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows by group: key columns, then measures. Groups come out when there are too many to keep, and at the end; so a group may
 * come more than once, and what comes is of different rows each time. Where hardly any rows share a group, each batch goes
 * through row by row.
 *
 * <p>A scan worker that has nothing else to do measures every other batch ({@link HelpingGroups}).
 *
 * <p>Without key columns there is one group, also of no rows.
 */
public final class PreAggregateOperator implements BatchStream {
    private final ExecutionContext context;
    private final BatchStream input;
    private final boolean hasKeys;
    private final Schema schema;
    private final PartialGroups own;
    private final HelpingGroups helper;
    private boolean goesThrough;
    private boolean inputEnded;
    private boolean ownTaken;

    /**
     * @param keys columns of the input
     * @param schema of the result: the keys', then one field for each measure
     */
    public PreAggregateOperator(
            ExecutionContext context, BatchStream input, List<Integer> keys, List<Measure> measures, Schema schema) {
        this.context = context;
        this.input = input;
        this.hasKeys = !keys.isEmpty();
        this.schema = schema;
        this.own = new PartialGroups(context.allocator(), List.copyOf(keys), measures, schema);
        this.helper = new HelpingGroups(
                context.workers().scans(),
                () -> new PartialGroups(context.allocator(), List.copyOf(keys), measures, schema));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (!inputEnded) {
            context.cancellation().check();
            VectorSchemaRoot full = helper.pollFull();
            if (full != null) {
                return full;
            }
            VectorSchemaRoot batch = input.next();
            if (batch == null) {
                inputEnded = true;
            } else if (goesThrough) {
                try (batch) {
                    return own.rowByRow(batch);
                }
            } else if (!helper.offer(batch)) {
                add(batch);
                if (own.isFull()) {
                    goesThrough = own.isUseless();
                    return own.take();
                }
            }
        }
        return rest();
    }

    private void add(VectorSchemaRoot batch) {
        try (batch) {
            own.add(batch);
        }
    }

    private @Nullable VectorSchemaRoot rest() {
        for (VectorSchemaRoot left = helper.takeBack(); left != null; left = helper.takeBack()) {
            add(left);
        }
        if (!ownTaken) {
            ownTaken = true;
            if (!own.isEmpty() || !hasKeys) {
                return own.take();
            }
        }
        return helper.pollLast();
    }

    @Override
    public void close() {
        helper.close();
        input.close();
    }
}
