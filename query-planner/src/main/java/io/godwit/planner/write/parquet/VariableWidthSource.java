package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Strings and binary: each value behind its length.
 *
 * @param wideOffsets whether Arrow's offsets have 64 bits
 */
record VariableWidthSource(boolean wideOffsets) implements ValueSource {
    private static final int LENGTH_BYTES = Integer.BYTES;

    @Override
    public void copyRange(FieldVector vector, int from, int to, PlainValues target) {
        long offsets = vector.getOffsetBuffer().memoryAddress();
        long data = vector.getDataBuffer().memoryAddress();
        long readable = vector.getDataBuffer().capacity();
        long bytes = offset(offsets, to) - offset(offsets, from) + (long) LENGTH_BYTES * (to - from);
        long address = target.reserve(bytes);
        long end = from == to ? 0 : offset(offsets, from);
        for (int row = from; row < to; row++) {
            long start = end;
            end = offset(offsets, row + 1);
            int length = Math.toIntExact(end - start);
            if (length <= Long.BYTES && start + Long.BYTES <= readable) {
                // What is copied too much is overwritten by the next value, or is spare.
                MemoryUtil.putInt(address, length);
                MemoryUtil.putLong(address + LENGTH_BYTES, MemoryUtil.getLong(data + start));
                address += LENGTH_BYTES + length;
            } else {
                address = put(data + start, length, address);
            }
        }
        target.advance(bytes, to - from);
    }

    @Override
    public void copy(FieldVector vector, int[] rows, int count, PlainValues target) {
        long offsets = vector.getOffsetBuffer().memoryAddress();
        long data = vector.getDataBuffer().memoryAddress();
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += LENGTH_BYTES + length(offsets, rows[i]);
        }
        long address = target.reserve(bytes);
        for (int i = 0; i < count; i++) {
            address = put(data + offset(offsets, rows[i]), length(offsets, rows[i]), address);
        }
        target.advance(bytes, count);
    }

    /** Most values are short, and a call that copies a few bytes costs more than the bytes. */
    private static long put(long source, int length, long address) {
        MemoryUtil.putInt(address, length);
        long target = address + LENGTH_BYTES;
        if (length < 2 * Long.BYTES) {
            int at = 0;
            if (length >= Long.BYTES) {
                MemoryUtil.putLong(target, MemoryUtil.getLong(source));
                at = Long.BYTES;
            }
            for (; at < length; at++) {
                MemoryUtil.putByte(target + at, MemoryUtil.getByte(source + at));
            }
        } else {
            MemoryUtil.copyMemory(source, target, length);
        }
        return target + length;
    }

    private long offset(long offsets, int row) {
        return wideOffsets ? MemoryUtil.getLong(offsets + 8L * row) : MemoryUtil.getInt(offsets + 4L * row);
    }

    private int length(long offsets, int row) {
        return Math.toIntExact(offset(offsets, row + 1) - offset(offsets, row));
    }

    @Override
    public int width(FieldVector vector, int row) {
        return LENGTH_BYTES + length(vector.getOffsetBuffer().memoryAddress(), row);
    }

    @Override
    public int rowsWithin(FieldVector vector, int from, int to, int bytes) {
        long offsets = vector.getOffsetBuffer().memoryAddress();
        long start = offset(offsets, from);
        int low = from + 1;
        int high = to;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (offset(offsets, middle) - start + (long) LENGTH_BYTES * (middle - from) <= bytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low - from;
    }
}
