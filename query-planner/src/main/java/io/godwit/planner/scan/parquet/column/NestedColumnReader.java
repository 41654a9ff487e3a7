package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;

/** A struct, list or map: all its leaf columns side by side, and the vectors above them from their levels. */
final class NestedColumnReader implements ColumnReader {
    private final Field field;
    private final BufferAllocator allocator;
    private final NestedNode root;
    private final List<NestedLeafReader> leaves;
    private int rows;

    NestedColumnReader(Field field, BufferAllocator allocator, NestedNode root, List<NestedLeafReader> leaves) {
        this.field = field;
        this.allocator = allocator;
        this.root = root;
        this.leaves = List.copyOf(leaves);
    }

    @Override
    public void read(int more) {
        rows = Math.addExact(rows, more);
        leaves.forEach(leaf -> leaf.read(more));
    }

    @Override
    public void skip(long more) {
        leaves.forEach(leaf -> leaf.skip(more));
    }

    @Override
    public FieldVector take() {
        FieldVector vector = field.createVector(allocator);
        try {
            root.fill(vector, rows, 0, allocator);
        } catch (MalformedPage e) {
            vector.close();
            throw leaves.get(0).location().corrupt(e);
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
        rows = 0;
        leaves.forEach(NestedLeafReader::clear);
        return vector;
    }

    @Override
    public void close() {
        leaves.forEach(NestedLeafReader::close);
    }
}
