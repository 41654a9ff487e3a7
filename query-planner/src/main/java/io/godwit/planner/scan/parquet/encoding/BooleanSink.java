package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** A vector of one bit a value. */
final class BooleanSink extends Sink {
    private final OutputBuffer values;

    BooleanSink(BufferAllocator allocator, boolean nullable) {
        super(allocator, nullable);
        this.values = new OutputBuffer(allocator, Bits.OVERSHOOT);
    }

    /** The bitmap; the next value goes to bit {@link #slots()}. */
    long values() {
        return values.address();
    }

    @Override
    void reserveValues(int wantedSlots) {
        values.ensure(Bits.bytes(wantedSlots), Bits.bytes(slots()));
    }

    @Override
    void spread(int more, int present) {
        // The last byte in use may end in the middle; what lies behind it has not been written yet.
        Bits.fill(values.address(), slots() + (long) present, more - present, false);
        Bits.spread(values.address(), slots(), validity(), slots(), more, present);
    }

    @Override
    void loadInto(FieldVector vector, ArrowFieldNode node, ArrowBuf validity) {
        try (ArrowBuf data = values.take(Bits.bytes(slots()))) {
            load(vector, node, validity, data);
        }
    }

    @Override
    public void close() {
        super.close();
        values.close();
    }
}
