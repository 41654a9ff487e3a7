package io.godwit.planner.temporary;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Collects batches: in memory as long as there is room, in a file from then on. Unless it is finished, closing it frees them. */
final class RowSpool implements AutoCloseable {
    private final Schema schema;
    private final BufferAllocator allocator;
    private final long memoryLimitBytes;
    private final Supplier<Path> newFile;
    private final Deque<ArrowRecordBatch> inMemory = new ArrayDeque<>();
    private final RowBorders borders = new RowBorders();
    private @Nullable SpillFile file;

    /**
     * @param allocator to which all batches are charged
     * @param memoryLimitBytes what everything charged to it may take
     */
    RowSpool(Schema schema, BufferAllocator allocator, long memoryLimitBytes, Supplier<Path> newFile) {
        this.schema = schema;
        this.allocator = allocator;
        this.memoryLimitBytes = memoryLimitBytes;
        this.newFile = newFile;
    }

    /** Takes {@code batch} over. */
    void add(ArrowRecordBatch batch) {
        inMemory.add(batch);
        borders.add(batch.getLength());
        if (file == null && allocator.getAllocatedMemory() > memoryLimitBytes) {
            file = new SpillFile(newFile.get(), schema, allocator);
        }
        if (file != null) {
            moveTo(file);
        }
    }

    private void moveTo(SpillFile target) {
        while (!inMemory.isEmpty()) {
            try (ArrowRecordBatch batch = inMemory.remove()) {
                target.append(batch);
            }
        }
    }

    /** Ends the collection: the batches are the result's from now on. */
    FrameContent finish() {
        FrameContent kept = file == null
                ? new InMemoryContent(schema, borders, List.copyOf(inMemory))
                : new SpilledContent(schema, borders, file.finish());
        inMemory.clear();
        return kept;
    }

    @Override
    public void close() {
        inMemory.forEach(ArrowRecordBatch::close);
        inMemory.clear();
        if (file != null) {
            file.close();
        }
    }
}
