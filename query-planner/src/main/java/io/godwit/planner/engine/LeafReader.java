package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.operator.GatheredBatches;
import java.io.IOException;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A leaf as the C stream interface wants it: one current batch, replaced by the next. The engine takes its own reference to
 * the buffers of each batch, so ours is given up as soon as it asks for another.
 *
 * <p>The engine calls from threads of its own, one at a time. An interrupt does not reach them here: the cancellation is
 * looked at before each batch.
 */
final class LeafReader extends ArrowReader {
    private final EngineLeaf leaf;
    private final Cancellation cancellation;
    private final LeafFailure failure;
    private @Nullable BatchStream stream;
    private VectorSchemaRoot current;

    LeafReader(BufferAllocator allocator, EngineLeaf leaf, Cancellation cancellation, LeafFailure failure) {
        super(allocator);
        this.leaf = leaf;
        this.cancellation = cancellation;
        this.failure = failure;
        this.current = widened(VectorSchemaRoot.create(leaf.schema(), allocator));
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        current.close();
        try {
            VectorSchemaRoot next = nextBatch();
            if (next != null) {
                current = widened(next);
            }
            return next != null;
        } catch (RuntimeException | Error e) {
            failure.record(e);
            throw new IOException("A leaf failed");
        }
    }

    private @Nullable VectorSchemaRoot nextBatch() {
        cancellation.check();
        if (stream == null) {
            lendClassLoader();
            stream = new GatheredBatches(leaf.open().get(), allocator, cancellation);
        }
        return stream.next(); // never an empty one, which would end a C stream's scan early
    }

    /** The engine's threads come without one, and what a leaf opens may look classes up by name. */
    private static void lendClassLoader() {
        Thread thread = Thread.currentThread();
        if (thread.getContextClassLoader() == null) {
            thread.setContextClassLoader(LeafReader.class.getClassLoader());
        }
    }

    /** The engine has no tables without columns, and counting rows needs none: a batch without any is given one of nulls. */
    private static VectorSchemaRoot widened(VectorSchemaRoot batch) {
        if (!batch.getFieldVectors().isEmpty()) {
            return batch;
        }
        VectorSchemaRoot widened = VectorSchemaRoot.of(new NullVector("nothing", batch.getRowCount()));
        widened.setRowCount(batch.getRowCount());
        batch.close();
        return widened;
    }

    @Override
    public VectorSchemaRoot getVectorSchemaRoot() {
        return current;
    }

    @Override
    public Map<Long, Dictionary> getDictionaryVectors() {
        return Map.of();
    }

    @Override
    public @Nullable Dictionary lookup(long id) {
        return null;
    }

    @Override
    public void close() {
        current.close();
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    protected void closeReadSource() {
        // there is no source beside the stream
    }

    @Override
    protected Schema readSchema() {
        return leaf.schema();
    }
}
