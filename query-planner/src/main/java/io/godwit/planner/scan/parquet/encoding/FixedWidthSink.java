package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** A vector whose values all have the same number of bytes. */
final class FixedWidthSink extends Sink {
    private final int width;
    private final OutputBuffer values;

    FixedWidthSink(BufferAllocator allocator, boolean nullable, int width) {
        super(allocator, nullable);
        this.width = width;
        this.values = new OutputBuffer(allocator, 0);
    }

    int width() {
        return width;
    }

    /** Where the next value goes. */
    long next() {
        return values.address() + (long) slots() * width;
    }

    @Override
    void reserveValues(int wantedSlots) {
        values.ensure((long) wantedSlots * width, (long) slots() * width);
    }

    @Override
    void spread(int more, int present) {
        Spread.fixedWidth(next(), width, validity(), slots(), more, present);
    }

    @Override
    void loadInto(FieldVector vector, ArrowFieldNode node, ArrowBuf validity) {
        try (ArrowBuf data = values.take((long) slots() * width)) {
            load(vector, node, validity, data);
        }
    }

    @Override
    public void close() {
        super.close();
        values.close();
    }
}
