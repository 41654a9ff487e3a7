package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one shard of a stream that can only be read whole: its blocks of rows go to the shards in turn. Where batches
 * begin and end does not matter.
 */
public final class ShardOperator implements BatchStream {
    static final int BLOCK_ROWS = 4096;

    private final BatchStream input;
    private final Shard shard;
    private @Nullable VectorSchemaRoot current;
    private int nextRow;
    private long position;

    public ShardOperator(BatchStream input, Shard shard) {
        if (shard.shuffle() != null) {
            input.close();
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "This result comes in one order only, so it cannot be shuffled; a scan, a point-in-time join of a"
                            + " table's labels or a materialized training dataset can");
        }
        this.input = input;
        this.shard = shard;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        while (true) {
            if (current == null) {
                current = input.next();
                nextRow = 0;
            }
            VectorSchemaRoot batch = current;
            if (batch == null) {
                return null;
            }
            VectorSchemaRoot mine = nextOf(batch);
            if (mine != null) {
                return mine;
            }
            closeCurrent();
        }
    }

    /** The shard's next stretch of the batch, or null when there is none left. */
    private @Nullable VectorSchemaRoot nextOf(VectorSchemaRoot batch) {
        while (nextRow < batch.getRowCount()) {
            int start = nextRow;
            long block = position / BLOCK_ROWS;
            int rows = (int) Math.min(batch.getRowCount() - start, (block + 1) * BLOCK_ROWS - position);
            nextRow += rows;
            position += rows;
            if (block % shard.count() == shard.index()) {
                return VectorSlices.slice(batch, start, rows);
            }
        }
        return null;
    }

    @Override
    public void close() {
        closeCurrent();
        input.close();
    }

    private void closeCurrent() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
