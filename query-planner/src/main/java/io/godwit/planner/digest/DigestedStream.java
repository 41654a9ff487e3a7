package io.godwit.planner.digest;

import io.godwit.pitjoin.batch.BatchStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Digests the batches that pass. */
public final class DigestedStream implements BatchStream {
    private final BatchStream input;
    private final ContentDigest digest;
    private final ContentDigest.RowHashes rowHashes;

    /** Closing this stream closes {@code input}. */
    public DigestedStream(BatchStream input, ContentDigest.RowHashes rowHashes) {
        this.input = input;
        this.digest = new ContentDigest(input.schema());
        this.rowHashes = rowHashes;
    }

    /** Counts rows as passed that are not in this stream, but known by their digest. */
    public void add(TableDigest part) {
        digest.add(part);
    }

    /** The digest of what has passed so far. */
    public TableDigest digest() {
        return digest.result();
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = input.next();
        if (batch != null) {
            digest.add(batch, rowHashes);
        }
        return batch;
    }

    @Override
    public void close() {
        input.close();
    }
}
