package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.Bits;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;

/** Rows of one fixed width, copied out of one block after the other to where they stay. */
public final class FixedWidthRows implements AutoCloseable {
    private final BufferAllocator allocator;
    private final int width;
    private final ArrowBuf values;
    private final ArrowBuf validity;
    private int count;
    private int nulls;

    /** @param rowCount how many there will be */
    public FixedWidthRows(int width, int rowCount, BufferAllocator allocator) {
        this.allocator = allocator;
        this.width = width;
        this.values = allocator.buffer((long) width * rowCount);
        try {
            this.validity = allocator.buffer(Bits.bytes(rowCount) + Bits.OVERSHOOT);
        } catch (RuntimeException e) {
            values.close();
            throw e;
        }
    }

    public static boolean canHold(FieldVector vector) {
        return vector instanceof BaseFixedWidthVector && !(vector instanceof BitVector);
    }

    /** Adds, for each of {@code offsets[first .. first + added)}, the row of the block that stands {@code shift} behind it. */
    public void add(FieldVector block, int shift, int[] offsets, int first, int added) {
        long source = block.getDataBuffer().memoryAddress() + (long) width * shift;
        long target = values.memoryAddress() + (long) width * count;
        GatherRows.copyValues(source, width, offsets, first, target, added);
        Bits.fill(validity.memoryAddress(), count, added, true);
        if (block.getNullCount() > 0) {
            addNulls(block.getValidityBuffer().memoryAddress(), shift, offsets, first, added);
        }
        count += added;
    }

    private void addNulls(long source, int shift, int[] offsets, int first, int added) {
        for (int i = 0; i < added; i++) {
            if (!Bits.get(source, (long) shift + offsets[first + i])) {
                Bits.set(validity.memoryAddress(), count + i, false);
                nulls++;
            }
        }
    }

    /** All of them, which the caller closes. */
    public FieldVector take(Field field) {
        FieldVector vector = field.createVector(allocator);
        values.writerIndex((long) width * count);
        validity.writerIndex(Bits.bytes(count));
        Sink.load(vector, new ArrowFieldNode(count, nulls), nulls > 0 ? validity : allocator.getEmpty(), values);
        return vector;
    }

    @Override
    public void close() {
        values.close();
        validity.close();
    }
}
