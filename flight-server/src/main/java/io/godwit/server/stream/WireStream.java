package io.godwit.server.stream;

import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A result as it goes over the wire, message by message. One thread at a time calls it; whoever opened it closes it. */
public interface WireStream extends AutoCloseable {
    Schema schema();

    /** The next message, handed over, or null when the result has ended. */
    @Nullable
    EncodedBatch next();

    /** Of what was handed over so far. */
    StreamSums sums();

    @Override
    void close();
}
