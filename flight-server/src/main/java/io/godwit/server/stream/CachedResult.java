package io.godwit.server.stream;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.vector.types.pojo.Schema;

/** A whole result in memory, cut for the wire. Its buffers are given back when the cache and the last reader let go. */
final class CachedResult {
    private final Schema schema;
    private final List<EncodedBatch> batches;
    private final StreamSums sums;
    private final long bytes;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** @param bytes memory that {@code batches} keep from other use, which may be more than they fill */
    CachedResult(Schema schema, List<EncodedBatch> batches, StreamSums sums, long bytes) {
        this.schema = schema;
        this.batches = List.copyOf(batches);
        this.sums = sums;
        this.bytes = bytes;
    }

    Schema schema() {
        return schema;
    }

    List<EncodedBatch> batches() {
        return batches;
    }

    StreamSums sums() {
        return sums;
    }

    long bytes() {
        return bytes;
    }

    /** Whether it can be read: false when the last holder let go. Each true wants one {@link #release}. */
    boolean retain() {
        return holders.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            batches.forEach(EncodedBatch::close);
        }
    }
}
