package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Long decimals: Arrow's little-endian integers turned round into as many bytes as the precision needs.
 *
 * @param signed whether bytes beyond Arrow's repeat the sign, or are zero
 */
record BigEndianSource(int arrowWidth, int width, boolean signed) implements ValueSource {
    @Override
    public void copyRange(FieldVector vector, int from, int to, PlainValues target) {
        long source = vector.getDataBuffer().memoryAddress();
        long address = target.reserve((long) width * (to - from));
        for (int row = from; row < to; row++) {
            turn(source + (long) arrowWidth * row, address + (long) width * (row - from));
        }
        target.advance((long) width * (to - from), to - from);
    }

    @Override
    public void copy(FieldVector vector, int[] rows, int count, PlainValues target) {
        long source = vector.getDataBuffer().memoryAddress();
        long address = target.reserve((long) width * count);
        for (int i = 0; i < count; i++) {
            turn(source + (long) arrowWidth * rows[i], address + (long) width * i);
        }
        target.advance((long) width * count, count);
    }

    private void turn(long source, long target) {
        int held = Math.min(arrowWidth, width);
        for (int i = 0; i < held; i++) {
            MemoryUtil.putByte(target + width - 1 - i, MemoryUtil.getByte(source + i));
        }
        byte filler = signed && MemoryUtil.getByte(source + arrowWidth - 1) < 0 ? (byte) -1 : 0;
        for (int i = held; i < width; i++) {
            MemoryUtil.putByte(target + width - 1 - i, filler);
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
