package io.godwit.pitjoin.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/** Rows of bytes, one after the other in one array. */
final class ByteRows {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private byte[] bytes = new byte[1024];
    private int[] ends = new int[64];
    private int size;
    private int rowCount;

    void clear() {
        size = 0;
        rowCount = 0;
    }

    void append(ArrowBuf buffer, long start, int length) {
        int at = size;
        grow(length);
        MemoryUtil.copyFromMemory(buffer.memoryAddress() + start, bytes, at, length);
    }

    void append(byte[] value) {
        int at = size;
        grow(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
    }

    void appendInt(int value) {
        int at = size;
        grow(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    void appendLong(long value) {
        int at = size;
        grow(Long.BYTES);
        LONG.set(bytes, at, value);
    }

    /** Writes the length of what was appended since {@code start} into the four bytes before it. */
    void patchInt(int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    int size() {
        return size;
    }

    /** Ends the row that was appended to; an empty row is a row too. */
    void endRow() {
        if (rowCount == ends.length) {
            ends = Arrays.copyOf(ends, rowCount + (rowCount >> 1));
        }
        ends[rowCount++] = size;
    }

    /** Appends a row of another. */
    void appendRow(ByteRows other, int row) {
        int start = other.start(row);
        int length = other.ends[row] - start;
        int at = size;
        grow(length);
        System.arraycopy(other.bytes, start, bytes, at, length);
        endRow();
    }

    boolean rowEquals(int row, ByteRows other, int otherRow) {
        return Arrays.equals(bytes, start(row), ends[row], other.bytes, other.start(otherRow), other.ends[otherRow]);
    }

    long hash(int row) {
        int at = start(row);
        int end = ends[row];
        long hash = (end - at) * MIX;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, at));
        }
        long tail = 0;
        for (int shift = 0; at < end; at++, shift += 8) {
            tail |= (bytes[at] & 0xffL) << shift;
        }
        return mix(hash ^ tail);
    }

    /** Spreads the bits of a word over all bits of the result. */
    static long mix(long word) {
        long product = word * MIX;
        return (product ^ (product >>> 32)) * MIX;
    }

    private int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    private void grow(int length) {
        size = Math.addExact(size, length);
        if (size > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(size, bytes.length * 2L)));
        }
    }

    long heldBytes() {
        return bytes.length + 4L * ends.length;
    }
}
