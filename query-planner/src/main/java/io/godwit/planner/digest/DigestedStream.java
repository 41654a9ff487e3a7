package io.godwit.planner.digest;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Digests the batches that pass, on a scan worker: while one is digested the input makes the next, so this stream is one
 * batch behind its input.
 */
public final class DigestedStream implements BatchStream {
    private final ExecutionContext context;
    private final BatchStream input;
    private final ContentDigest digest;
    private final ContentDigest.RowHashes rowHashes;

    private boolean begun;
    private @Nullable Digesting current;

    /** A batch of ours, and the work that reads it. */
    private record Digesting(VectorSchemaRoot batch, Errand errand) {}

    /**
     * Closing this stream closes {@code input}.
     *
     * @param rowHashes called by one thread at a time, and by none once {@link #next} has returned null or this is closed
     */
    public DigestedStream(ExecutionContext context, BatchStream input, ContentDigest.RowHashes rowHashes) {
        this.context = context;
        this.input = input;
        this.digest = new ContentDigest(input.schema());
        this.rowHashes = rowHashes;
    }

    /** Counts rows as passed that are not in this stream, but known by their digest; before the first batch. */
    public void add(TableDigest part) {
        digest.add(part);
    }

    /** The digest of all rows; after the last batch. */
    public TableDigest digest() {
        return digest.result();
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        if (!begun) {
            begun = true;
            current = start(input.next());
        }
        Digesting ready = current;
        if (ready == null) {
            return null;
        }
        VectorSchemaRoot following = input.next();
        try {
            ready.errand().finish();
        } catch (RuntimeException | Error e) {
            if (following != null) {
                following.close();
            }
            throw e;
        }
        current = start(following);
        return ready.batch();
    }

    private @Nullable Digesting start(@Nullable VectorSchemaRoot batch) {
        return batch == null ? null : new Digesting(batch, Errand.start(context, () -> digest.add(batch, rowHashes)));
    }

    @Override
    public void close() {
        try {
            discard();
        } finally {
            input.close();
        }
    }

    private void discard() {
        Digesting last = current;
        current = null;
        if (last != null) {
            last.errand().abandon();
            last.batch().close();
        }
    }
}
