package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** A vector of strings or byte arrays with 32-bit offsets. */
final class VariableWidthSink extends Sink {
    private final OutputBuffer offsets;
    private final OutputBuffer values;
    private int bytes;
    private long lastBatchBytes;
    private long lastBatchSlots;

    VariableWidthSink(BufferAllocator allocator, boolean nullable) {
        super(allocator, nullable);
        this.offsets = new OutputBuffer(allocator, 0);
        this.values = new OutputBuffer(allocator, MemoryCursor.SLACK);
    }

    /** Where the end of the next value goes; those of the values after it follow. */
    long nextEnd() {
        return offsets.address() + 4L * (slots() + 1);
    }

    /** How many bytes of values there are; the next value begins there. */
    int bytes() {
        return bytes;
    }

    /** Makes room for {@code more} bytes of values and returns the address the next one goes to. */
    long reserveBytes(long more) {
        values.ensure(Math.max(1, bytes + more), bytes);
        return values.address() + bytes;
    }

    /** Says that the bytes up to {@code end} are written. */
    void setBytes(int end) {
        bytes = end;
    }

    @Override
    void reserveValues(int wantedSlots) {
        offsets.ensure(4L * (wantedSlots + 1L), 4L * (slots() + 1L));
        if (slots() == 0) {
            putInt(offsets.address(), 0);
            bytes = 0;
            if (lastBatchSlots > 0) {
                // Rows of a column resemble each other: as much as last time and a little more seldom has to grow.
                values.ensure(lastBatchBytes * wantedSlots / lastBatchSlots * 17 / 16 + 1, 0);
            }
        }
    }

    @Override
    void spread(int more, int present) {
        Spread.offsets(nextEnd(), validity(), slots(), more, present, getInt(nextEnd() - Integer.BYTES));
    }

    @Override
    void loadInto(FieldVector vector, ArrowFieldNode node, ArrowBuf validity) {
        if (slots() == 0) {
            reserveValues(0);
        }
        try (ArrowBuf ends = offsets.take(4L * (slots() + 1L));
                ArrowBuf data = values.take(bytes)) {
            load(vector, node, validity, ends, data);
        }
        lastBatchBytes = bytes;
        lastBatchSlots = slots();
        bytes = 0;
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
        values.close();
    }

    /** Copies a value that is likely short: whole words, up to 15 bytes more than asked for on both sides. */
    static void copy(long source, long target, int length) {
        if (length > MemoryCursor.SLACK) {
            copyMemory(source, target, length);
            return;
        }
        for (int at = 0; at < length; at += 16) {
            putLong(target + at, getLong(source + at));
            putLong(target + at + 8, getLong(source + at + 8));
        }
    }
}
