package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Values that are computed one by one: widened integers and floats, times in other units, booleans.
 *
 * @param width bytes of a value: its low ones are kept
 */
record ConvertedSource(Cell cell, int width) implements ValueSource {
    /** A value as its bits. */
    interface Cell {
        long bits(FieldVector vector, int row);
    }

    @Override
    public void copyRange(FieldVector vector, int from, int to, PlainValues target) {
        long address = target.reserve((long) width * (to - from));
        for (int row = from; row < to; row++) {
            put(address + (long) width * (row - from), cell.bits(vector, row));
        }
        target.advance((long) width * (to - from), to - from);
    }

    @Override
    public void copy(FieldVector vector, int[] rows, int count, PlainValues target) {
        long address = target.reserve((long) width * count);
        for (int i = 0; i < count; i++) {
            put(address + (long) width * i, cell.bits(vector, rows[i]));
        }
        target.advance((long) width * count, count);
    }

    private void put(long address, long bits) {
        switch (width) {
            case Byte.BYTES -> MemoryUtil.putByte(address, (byte) bits);
            case Integer.BYTES -> MemoryUtil.putInt(address, (int) bits);
            default -> MemoryUtil.putLong(address, bits);
        }
    }

    @Override
    public int width(FieldVector vector, int row) {
        return width;
    }

    @Override
    public int rowsWithin(FieldVector vector, int from, int to, int bytes) {
        return Math.min(to - from, Math.max(1, bytes / width));
    }
}
