package io.godwit.server.stream;

import java.util.Iterator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A cached result, or the rest of it, once more. */
final class ReplayStream implements WireStream {
    private final CachedResult result;
    private final Iterator<EncodedBatch> rest;
    private final StreamSums.@Nullable Running running;
    private boolean closed;

    /**
     * @param result held for this stream
     * @param skipped how many batches to leave out
     */
    ReplayStream(CachedResult result, int skipped) {
        this.result = result;
        this.rest = result.batches().subList(skipped, result.batches().size()).iterator();
        // The sums of the whole are known; those of a part are not, and a CRC costs as much as a third of the sending.
        this.running = skipped == 0 ? null : new StreamSums.Running();
    }

    @Override
    public Schema schema() {
        return result.schema();
    }

    @Override
    public @Nullable EncodedBatch next() {
        if (!rest.hasNext()) {
            return null;
        }
        EncodedBatch batch = rest.next().retained();
        if (running != null) {
            running.add(batch);
        }
        return batch;
    }

    @Override
    public StreamSums sums() {
        return running == null ? result.sums() : running.sums();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            result.release();
        }
    }
}
