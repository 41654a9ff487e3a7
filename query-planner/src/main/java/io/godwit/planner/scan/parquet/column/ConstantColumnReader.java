package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.parquet.file.ChunkLocation;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** A column the file does not have. */
final class ConstantColumnReader implements ColumnReader {
    private final Field field;
    private final BufferAllocator allocator;
    private final ConstantVectors values;
    private final ChunkLocation location;
    private int rows;

    ConstantColumnReader(Field field, BufferAllocator allocator, ConstantVectors values, ChunkLocation location) {
        this.field = field;
        this.allocator = allocator;
        this.values = values;
        this.location = location;
    }

    @Override
    public void read(int more) {
        rows = Math.addExact(rows, more);
    }

    @Override
    public void skip(long more) {}

    @Override
    public FieldVector take() {
        FieldVector vector = field.createVector(allocator);
        try {
            values.fill(vector, rows, 0);
        } catch (MalformedPage e) {
            vector.close();
            throw location.corrupt(e);
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
        rows = 0;
        return vector;
    }

    @Override
    public void close() {}
}
