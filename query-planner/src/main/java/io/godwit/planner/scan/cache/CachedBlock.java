package io.godwit.planner.scan.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Consecutive rows of a decoded column, as buffers without names, so that a renamed column finds them.
 *
 * @param buffers referenced in the name of the cache; whoever holds the vector they came from holds them too
 * @param bytes of memory behind the buffers
 */
record CachedBlock(ArrowRecordBatch buffers, long bytes) implements AutoCloseable {

    /** Another reference to the vector's memory: nothing is copied, and the vector may be closed. */
    static CachedBlock of(FieldVector vector, BufferAllocator cache) {
        VectorSchemaRoot root = VectorSchemaRoot.of(vector);
        List<ArrowBuf> kept = new ArrayList<>();
        try (ArrowRecordBatch unloaded =
                new VectorUnloader(root, true, NoCompressionCodec.INSTANCE, false).getRecordBatch()) {
            // Buffers may be parts of the same memory, which counts once.
            Set<ReferenceManager> memory = Collections.newSetFromMap(new IdentityHashMap<>());
            long bytes = 0;
            for (ArrowBuf buffer : unloaded.getBuffers()) {
                kept.add(buffer.getReferenceManager().retain(buffer, cache));
                bytes += memory.add(buffer.getReferenceManager())
                        ? buffer.getReferenceManager().getSize()
                        : 0;
            }
            ArrowRecordBatch own = new ArrowRecordBatch(
                    unloaded.getLength(),
                    unloaded.getNodes(),
                    kept,
                    NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
                    false);
            return new CachedBlock(own, bytes);
        } finally {
            AutoCloseables.closeNoChecked(() -> AutoCloseables.close(kept));
        }
    }

    int rows() {
        return buffers.getLength();
    }

    /** A vector over the same memory, which its holder closes; the memory stays charged to the cache while that keeps it. */
    FieldVector vector(Field field, BufferAllocator allocator) {
        FieldVector vector = field.createVector(allocator);
        try {
            new VectorLoader(VectorSchemaRoot.of(vector)).load(buffers);
            return vector;
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
    }

    @Override
    public void close() {
        buffers.close();
    }
}
