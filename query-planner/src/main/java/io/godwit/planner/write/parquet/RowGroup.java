package io.godwit.planner.write.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.column.ColumnDescriptor;

/**
 * The row group of a file that is being filled. Its columns know nothing of each other: each may be filled by another
 * thread, as long as every column is given the same batches in the same order.
 */
public final class RowGroup implements AutoCloseable {
    private final List<ColumnChunk> chunks = new ArrayList<>();

    RowGroup(List<ColumnDescriptor> columns, List<Leaf> leaves, WriteOptions options, BufferAllocator allocator) {
        for (int i = 0; i < columns.size(); i++) {
            chunks.add(new ColumnChunk(columns.get(i), leaves.get(i), options, allocator));
        }
    }

    /** How many Parquet columns there are, each field of a struct being one. */
    public int columnCount() {
        return chunks.size();
    }

    /** Adds a batch to a column; the batch stays the caller's. */
    public void add(int column, VectorSchemaRoot batch, PageScratch scratch) {
        chunks.get(column).add(batch, scratch);
    }

    /** Says that a column has all its rows. */
    public void finish(int column, PageScratch scratch) {
        chunks.get(column).finish(scratch);
    }

    List<ColumnChunk> chunks() {
        return chunks;
    }

    /** Lets go of all pages. */
    @Override
    public void close() {
        chunks.forEach(ColumnChunk::close);
    }
}
