package io.godwit.planner.scan;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How much a scan may read ahead with what its query has left: half of it is for tasks being read, the other half for the
 * batches that come of them and for whoever takes these.
 */
final class ScanMemory {
    private static final int SHARE = 2;

    /** Of a column being read: bytes of the file, a page, and values, where there is no want of memory. */
    private static final long LEAF_BYTES = 4L << 20;

    /** What decoding makes of the bytes of a file, about. */
    private static final int EXPANSION = 2;

    /** Room for what a filter leaves of a few row groups, or for a column of one. */
    private static final long ROOM_BYTES = 16L << 20;

    private static final int ROOM_SHARE = 8;

    private final long budget;
    private final long columnBytes;

    /** @param schema of what is read */
    ScanMemory(BufferAllocator allocator, Schema schema) {
        this.budget = allocator.getHeadroom() / SHARE;
        this.columnBytes = leaves(schema.getFields()) * LEAF_BYTES;
    }

    private static long leaves(List<Field> fields) {
        return fields.stream()
                .mapToLong(field -> Math.max(1, leaves(field.getChildren())))
                .sum();
    }

    /** What a task takes while it is read, about; never more than all there is to read. */
    long taskBytes(ScanTask task) {
        return Math.min(columnBytes, EXPANSION * task.rows().length());
    }

    /** What may wait for its turn beside the few batches that each task has room for. */
    long roomBytes() {
        return Math.min(ROOM_BYTES, budget / ROOM_SHARE);
    }

    /** Whether tasks may be read that take so much together. */
    boolean suffices(long bytes) {
        return bytes <= budget;
    }
}
