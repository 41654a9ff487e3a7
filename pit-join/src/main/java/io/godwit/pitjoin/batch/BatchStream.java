package io.godwit.pitjoin.batch;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream of batches with one schema.
 *
 * <p>A batch is <em>handed over</em>: the receiver closes it, and the producer never writes again into a buffer it handed
 * out. Whoever opened the stream closes the stream, after the thread that drives it has stopped; batches handed out
 * earlier stay valid. Only one thread at a time may call {@link #next()}. {@code close()} may be called more than once.
 */
public interface BatchStream extends AutoCloseable {
    /** The schema of every batch, nullability included. */
    Schema schema();

    /** The next batch, or null when the stream has ended. A batch of zero rows may occur and means nothing. */
    @Nullable
    VectorSchemaRoot next();

    @Override
    void close();
}
