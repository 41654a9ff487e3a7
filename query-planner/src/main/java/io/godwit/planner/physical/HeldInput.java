package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.scan.filter.KeySet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream of which all that was expected to be little was read, with the keys found. If it is more than may be held, it goes
 * on as a stream and has no keys.
 */
final class HeldInput implements BatchStream {
    /** Keys of more rows cost more to collect and to look up than what they leave out of other inputs costs to join. */
    static final int MOST_ROWS = 1 << 20;

    private static final long MOST_BYTES = 64L << 20;

    private final BatchStream stream;
    private final Deque<VectorSchemaRoot> held = new ArrayDeque<>();
    private boolean ended;

    private HeldInput(BatchStream stream) {
        this.stream = stream;
    }

    /**
     * Reads the stream, which it takes over, and gathers the values of the columns asked for: afterwards each column has its
     * keys, or none has.
     */
    static HeldInput read(BatchStream stream, Cancellation cancellation, Map<Integer, KeySet.Builder> columns) {
        HeldInput input = new HeldInput(stream);
        try {
            input.hold(cancellation, columns);
            return input;
        } catch (RuntimeException | Error e) {
            input.close();
            throw e;
        }
    }

    private void hold(Cancellation cancellation, Map<Integer, KeySet.Builder> columns) {
        long rows = 0;
        long bytes = 0;
        while (rows <= MOST_ROWS && bytes <= MOST_BYTES) {
            cancellation.check();
            VectorSchemaRoot batch = stream.next();
            if (batch == null) {
                ended = true;
                return;
            }
            held.add(batch);
            rows += batch.getRowCount();
            bytes += bytes(batch.getFieldVectors());
            columns.forEach((column, keys) -> keys.add(batch.getVector(column)));
        }
        columns.clear();
    }

    private static long bytes(List<FieldVector> vectors) {
        return vectors.stream().mapToLong(FieldVector::getBufferSize).sum();
    }

    @Override
    public Schema schema() {
        return stream.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = held.poll();
        return batch == null && !ended ? stream.next() : batch;
    }

    @Override
    public void close() {
        held.forEach(VectorSchemaRoot::close);
        held.clear();
        stream.close();
    }
}
