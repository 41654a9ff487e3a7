package io.godwit.server.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Keeps what it hands over, and gives it away when the result was read to its end and did not take too much. */
final class RecordingStream implements WireStream {
    private final WireStream input;
    private final BufferAllocator allocator;
    private final long maxBytes;
    private final Consumer<CachedResult> whole;
    private final List<EncodedBatch> kept = new ArrayList<>();
    private final Set<ReferenceManager> memory = Collections.newSetFromMap(new IdentityHashMap<>());
    private long bytes;
    private boolean recording = true;

    RecordingStream(WireStream input, BufferAllocator allocator, long maxBytes, Consumer<CachedResult> whole) {
        this.input = input;
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable EncodedBatch next() {
        EncodedBatch batch = input.next();
        if (recording) {
            if (batch == null) {
                recording = false;
                whole.accept(new CachedResult(input.schema(), kept, input.sums(), bytes));
            } else {
                keep(batch.retained(allocator));
            }
        }
        return batch;
    }

    @Override
    public StreamSums sums() {
        return input.sums();
    }

    @Override
    public void close() {
        forget();
        input.close();
    }

    private void keep(EncodedBatch batch) {
        kept.add(batch);
        for (ArrowBuf buffer : batch.body()) {
            // Several buffers may share one piece of memory, which stays as long as one of them does.
            if (memory.add(buffer.getReferenceManager())) {
                bytes += buffer.getReferenceManager().getSize();
            }
        }
        if (bytes > maxBytes) {
            forget();
        }
    }

    private void forget() {
        if (recording) {
            recording = false;
            kept.forEach(EncodedBatch::close);
        }
    }
}
