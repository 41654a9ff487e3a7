package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.planner.scan.cache.ChunkFilling;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A column chunk decoded from its first row to its last for the cache, while only some of its rows are asked for. Holds one
 * block of it at a time.
 */
final class WholeChunk implements AutoCloseable {
    private final ColumnReader reader;
    private final ChunkFilling filling;
    private final Field field;
    private final BufferAllocator allocator;
    private final int rowCount;
    private final Blocks blocks;
    private final BatchSize size;

    private @Nullable FieldVector block;
    private int start;
    private int end;

    /**
     * What is decoded.
     *
     * @param mostRows of a block
     * @param lastWanted the last row that will be asked for: when it has been read the rest is decoded
     */
    record Blocks(int mostRows, long lastWanted) {}

    WholeChunk(
            ColumnReader reader,
            ChunkFilling filling,
            Field field,
            BufferAllocator allocator,
            int rowCount,
            Blocks blocks) {
        this.reader = reader;
        this.filling = filling;
        this.field = field;
        this.allocator = allocator;
        this.rowCount = rowCount;
        this.blocks = blocks;
        // As a scan cuts its batches, so that what is cached shares their borders.
        this.size = new BatchSize(blocks.mostRows(), allocator);
    }

    /** The selected rows, which the caller closes; all of them behind those read before. */
    FieldVector read(SelectedRows rows) {
        try (BlockRows taken = new BlockRows(rows, allocator)) {
            while (!taken.areComplete()) {
                FieldVector current = blockWith(taken.nextRow());
                taken.takeFrom(VectorSlices.slice(current, 0, current.getValueCount(), allocator), start);
            }
            if (rows.first() + rows.span() > blocks.lastWanted()) {
                decodeRest();
            }
            return taken.take(field);
        }
    }

    private FieldVector blockWith(long row) {
        FieldVector current = block;
        while (current == null || row >= end) {
            current = nextBlock();
        }
        return current;
    }

    private FieldVector nextBlock() {
        close();
        int rows = size.next(rowCount - end);
        reader.read(rows);
        FieldVector next = reader.take();
        block = next;
        start = end;
        end += rows;
        size.observe(rows, next.getBufferSize());
        filling.add(next);
        return next;
    }

    private void decodeRest() {
        while (end < rowCount && filling.isOpen()) {
            nextBlock();
        }
    }

    /** Gives up the block, not the reader nor what the cache has. */
    @Override
    public void close() {
        if (block != null) {
            block.close();
            block = null;
        }
    }
}
