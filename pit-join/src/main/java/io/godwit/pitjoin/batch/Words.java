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
        FieldVector vector = storage(column);
        if (vector instanceof BitVector bits) {
            readBits(bits.getDataBuffer(), rowCount, words);
            return;
        }
        long address = vector.getDataBuffer().memoryAddress();
        switch (((BaseFixedWidthVector) vector).getTypeWidth()) {
            case 1 -> readBytes(address, rowCount, words, vector instanceof UInt1Vector ? 0xffL : -1L);
            case 2 -> readShorts(address, rowCount, words, vector instanceof UInt2Vector ? 0xffffL : -1L);
            case 4 ->
                readInts(
                        address,
                        rowCount,
                        words,
                        vector instanceof UInt4Vector || vector instanceof Float4Vector ? 0xffff_ffffL : -1L);
            case 8 -> readLongs(address, 8, rowCount, words);
            case 16 -> readLongs(address, 16, rowCount, words);
            case 32 -> readLongs(address, 32, rowCount, words);
            default -> throw new IllegalArgumentException("No words in " + vector.getField());
        }
    }

    private static void readBits(ArrowBuf buffer, int rowCount, long[] words) {
        long address = buffer.memoryAddress();
        for (int row = 0; row < rowCount; row++) {
            words[row] = MemoryUtil.getByte(address + (row >> 3)) >> (row & 7) & 1;
        }
    }

    private static void readBytes(long address, int rowCount, long[] words, long mask) {
        for (int row = 0; row < rowCount; row++) {
            words[row] = MemoryUtil.getByte(address + row) & mask;
        }
    }

    private static void readShorts(long address, int rowCount, long[] words, long mask) {
        for (int row = 0; row < rowCount; row++) {
            words[row] = MemoryUtil.getShort(address + 2L * row) & mask;
        }
    }

    private static void readInts(long address, int rowCount, long[] words, long mask) {
        for (int row = 0; row < rowCount; row++) {
            words[row] = MemoryUtil.getInt(address + 4L * row) & mask;
        }
    }

    /** Values wider than eight bytes (decimals) give their low word. */
    private static void readLongs(long address, long width, int rowCount, long[] words) {
        for (int row = 0; row < rowCount; row++) {
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
