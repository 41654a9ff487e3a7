package io.godwit.pitjoin.batch;

import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.ValueVector;

/** Reads vectors of up to 64 bits a value into {@code long} arrays, and asks validity bitmaps, without a call per value. */
public final class Words {
    private Words() {}

    /** The vector that holds the values: the storage of an extension type, else {@code vector} itself. */
    public static FieldVector storage(FieldVector vector) {
        return vector instanceof ExtensionTypeVector<?> extension
                ? (FieldVector) extension.getUnderlyingVector()
                : vector;
    }

    /**
     * Reads the first {@code rowCount} values, widened by their sign (unsigned types with zeros; floats as their raw
     * bits). What stands at a null is undefined.
     */
    public static void read(FieldVector column, int rowCount, long[] words) {
        read(column, 0, rowCount, words);
    }

    /** The value at one row, as {@link #read(FieldVector, int, long[])} gives it. */
    public static long readOne(FieldVector column, int row) {
        long[] words = new long[1];
        read(column, row, 1, words);
        return words[0];
    }

    private static void read(FieldVector column, int from, int count, long[] words) {
        FieldVector vector = storage(column);
        if (vector instanceof BitVector bits) {
            readBits(bits.getDataBuffer(), from, count, words);
            return;
        }
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        long address = vector.getDataBuffer().memoryAddress() + (long) width * from;
        boolean zeroExtended = vector instanceof UInt4Vector || vector instanceof Float4Vector;
        switch (width) {
            case 1 -> readBytes(address, count, words, vector instanceof UInt1Vector ? 0xffL : -1L);
            case 2 -> readShorts(address, count, words, vector instanceof UInt2Vector ? 0xffffL : -1L);
            case 4 -> readInts(address, count, words, zeroExtended ? 0xffff_ffffL : -1L);
            case 8, 16, 32 -> readLongs(address, width, count, words);
            default -> throw new IllegalArgumentException("No words in " + vector.getField());
        }
    }

    private static void readBits(ArrowBuf buffer, int from, int count, long[] words) {
        long address = buffer.memoryAddress();
        for (int i = 0; i < count; i++) {
            int row = from + i;
            words[i] = MemoryUtil.getByte(address + (row >> 3)) >> (row & 7) & 1;
        }
    }

    private static void readBytes(long address, int count, long[] words, long mask) {
        for (int row = 0; row < count; row++) {
            words[row] = MemoryUtil.getByte(address + row) & mask;
        }
    }

    private static void readShorts(long address, int count, long[] words, long mask) {
        for (int row = 0; row < count; row++) {
            words[row] = MemoryUtil.getShort(address + 2L * row) & mask;
        }
    }

    private static void readInts(long address, int count, long[] words, long mask) {
        for (int row = 0; row < count; row++) {
            words[row] = MemoryUtil.getInt(address + 4L * row) & mask;
        }
    }

    /** Values wider than eight bytes (decimals) give their low word. */
    private static void readLongs(long address, long width, int count, long[] words) {
        for (int row = 0; row < count; row++) {
            words[row] = MemoryUtil.getLong(address + width * row);
        }
    }

    /** Sets {@code marks[row]} to {@code mark} where {@code column} is null, and leaves the others. */
    public static void markNulls(FieldVector column, int rowCount, int[] marks, int mark) {
        if (column.getNullCount() == 0) {
            return;
        }
        if (!hasValidity(column)) {
            Arrays.fill(marks, 0, rowCount, mark);
            return;
        }
        long address = column.getValidityBuffer().memoryAddress();
        for (int row = 0; row < rowCount; row++) {
            if ((MemoryUtil.getByte(address + (row >> 3)) >> (row & 7) & 1) == 0) {
                marks[row] = mark;
            }
        }
    }

    /** Whether the vector's first buffer tells which of its values are null (unions and the null type have none). */
    public static boolean hasValidity(ValueVector vector) {
        return switch (vector.getMinorType()) {
            case NULL, UNION, DENSEUNION, RUNENDENCODED -> false;
            default -> true;
        };
    }
}
