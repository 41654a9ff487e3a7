package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Values of the same number of bytes each: the first bytes of what Arrow holds, which is all of it for numbers, times and
 * fixed binary, and the low end of a short decimal.
 */
record FixedWidthSource(int arrowWidth, int width) implements ValueSource {
    @Override
    public void copyRange(FieldVector vector, int from, int to, PlainValues target) {
        int count = to - from;
        long source = vector.getDataBuffer().memoryAddress() + (long) arrowWidth * from;
        long bytes = (long) width * count;
        long address = target.reserve(bytes);
        if (arrowWidth == width) {
            MemoryUtil.copyMemory(source, address, bytes);
        } else {
            for (int i = 0; i < count; i++) {
                MemoryUtil.copyMemory(source + (long) arrowWidth * i, address + (long) width * i, width);
            }
        }
        target.advance(bytes, count);
    }

    @Override
    public void copy(FieldVector vector, int[] rows, int count, PlainValues target) {
        long source = vector.getDataBuffer().memoryAddress();
        long bytes = (long) width * count;
        long address = target.reserve(bytes);
        switch (width) {
            case Long.BYTES -> copyLongs(source, rows, count, address);
            case Integer.BYTES -> copyInts(source, rows, count, address);
            default -> {
                for (int i = 0; i < count; i++) {
                    MemoryUtil.copyMemory(source + (long) arrowWidth * rows[i], address + (long) width * i, width);
                }
            }
        }
        target.advance(bytes, count);
    }

    private void copyLongs(long source, int[] rows, int count, long address) {
        for (int i = 0; i < count; i++) {
            MemoryUtil.putLong(address + 8L * i, MemoryUtil.getLong(source + (long) arrowWidth * rows[i]));
        }
    }

    private void copyInts(long source, int[] rows, int count, long address) {
        for (int i = 0; i < count; i++) {
            MemoryUtil.putInt(address + 4L * i, MemoryUtil.getInt(source + (long) arrowWidth * rows[i]));
        }
    }

    @Override
    public int width(FieldVector vector, int row) {
        return width;
    }

    @Override
    public int rowsWithin(FieldVector vector, int from, int to, int bytes) {
        return Math.min(to - from, Math.max(1, bytes / Math.max(1, width)));
    }
}
