package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import io.godwit.planner.scan.parquet.memory.Bits;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/** Copies chosen rows of a vector, in their order, into a new one. */
public final class GatherRows {
    private GatherRows() {}

    /** The first {@code count} of {@code rows}, each a row of {@code source}; the caller closes the result. */
    public static FieldVector gather(FieldVector source, int[] rows, int count, BufferAllocator allocator) {
        FieldVector target = source.getField().createVector(allocator);
        try {
            if (count == 0) {
                target.allocateNew();
                target.setValueCount(0);
            } else if (source instanceof BitVector bits) {
                fixedWidth(
                        source, target, rows, count, allocator, bitmap(bits.getDataBuffer(), rows, count, allocator));
            } else if (source instanceof BaseFixedWidthVector fixed) {
                ArrowBuf values = values(fixed.getDataBufferAddress(), fixed.getTypeWidth(), rows, count, allocator);
                fixedWidth(source, target, rows, count, allocator, values);
            } else if (source instanceof BaseVariableWidthVector variable) {
                variableWidth(variable, target, rows, count, allocator);
            } else {
                io.godwit.pitjoin.gather.GatherRows.gather(source, rows, count, target);
            }
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static void fixedWidth(
            FieldVector source, FieldVector target, int[] rows, int count, BufferAllocator allocator, ArrowBuf values) {
        try (values) {
            try (Validity validity = Validity.of(source, rows, count, allocator)) {
                Sink.load(target, new ArrowFieldNode(count, validity.nulls), validity.bits, values);
            }
        }
    }

    private static void variableWidth(
            BaseVariableWidthVector source, FieldVector target, int[] rows, int count, BufferAllocator allocator) {
        try (ArrowBuf ends = allocator.buffer(4L * (count + 1))) {
            long bytes = lengths(source.getOffsetBufferAddress(), ends.memoryAddress(), rows, count);
            ends.writerIndex(4L * (count + 1));
            try (ArrowBuf values = allocator.buffer(Math.max(1, bytes))) {
                copyBytes(source, ends.memoryAddress(), values.memoryAddress(), rows, count);
                values.writerIndex(bytes);
                try (Validity validity = Validity.of(source, rows, count, allocator)) {
                    Sink.load(target, new ArrowFieldNode(count, validity.nulls), validity.bits, ends, values);
                }
            }
        }
    }

    private static long lengths(long offsets, long ends, int[] rows, int count) {
        putInt(ends, 0);
        int end = 0;
        for (int i = 0; i < count; i++) {
            long at = offsets + 4L * rows[i];
            end += getInt(at + 4) - getInt(at);
            putInt(ends + 4L * (i + 1), end);
        }
        return end;
    }

    /** Rows that follow each other are copied together. */
    private static void copyBytes(BaseVariableWidthVector source, long ends, long target, int[] rows, int count) {
        long offsets = source.getOffsetBufferAddress();
        long from = source.getDataBufferAddress();
        for (int i = 0; i < count; ) {
            int first = i++;
            while (i < count && rows[i] == rows[i - 1] + 1) {
                i++;
            }
            int start = getInt(ends + 4L * first);
            int length = getInt(ends + 4L * i) - start;
            copyMemory(from + getInt(offsets + 4L * rows[first]), target + start, length);
        }
    }

    private static ArrowBuf values(long from, int width, int[] rows, int count, BufferAllocator allocator) {
        ArrowBuf values = allocator.buffer((long) count * width);
        copyValues(from, width, rows, 0, values.memoryAddress(), count);
        return values.writerIndex((long) count * width);
    }

    /** Copies the values at {@code rows[first .. first + count)}, one behind the other; a loop for each common width. */
    static void copyValues(long from, int width, int[] rows, int first, long target, int count) {
        switch (width) {
            case 4 -> copyInts(from, rows, first, target, count);
            case 8 -> copyLongs(from, rows, first, target, count);
            case 16 -> copyPairs(from, rows, first, target, count);
            default -> {
                for (int i = 0; i < count; i++) {
                    copyMemory(from + (long) width * rows[first + i], target + (long) width * i, width);
                }
            }
        }
    }

    private static void copyInts(long from, int[] rows, int first, long target, int count) {
        for (int i = 0; i < count; i++) {
            putInt(target + 4L * i, getInt(from + 4L * rows[first + i]));
        }
    }

    private static void copyLongs(long from, int[] rows, int first, long target, int count) {
        for (int i = 0; i < count; i++) {
            putLong(target + 8L * i, getLong(from + 8L * rows[first + i]));
        }
    }

    private static void copyPairs(long from, int[] rows, int first, long target, int count) {
        for (int i = 0; i < count; i++) {
            long at = from + 16L * rows[first + i];
            putLong(target + 16L * i, getLong(at));
            putLong(target + 16L * i + 8, getLong(at + 8));
        }
    }

    private static ArrowBuf bitmap(ArrowBuf from, int[] rows, int count, BufferAllocator allocator) {
        long bytes = Bits.bytes(count);
        ArrowBuf bitmap = allocator.buffer(bytes);
        bitmap.setZero(0, bytes);
        for (int i = 0; i < count; i++) {
            if (Bits.get(from.memoryAddress(), rows[i])) {
                Bits.set(bitmap.memoryAddress(), i, true);
            }
        }
        return bitmap.writerIndex(bytes);
    }

    /** The validity bits of the chosen rows; none where nothing is null. */
    private static final class Validity implements AutoCloseable {
        private final ArrowBuf bits;
        private final int nulls;

        private Validity(ArrowBuf bits, int nulls) {
            this.bits = bits;
            this.nulls = nulls;
        }

        static Validity of(FieldVector source, int[] rows, int count, BufferAllocator allocator) {
            if (source.getNullCount() == 0) {
                return new Validity(allocator.getEmpty(), 0);
            }
            ArrowBuf bits = bitmap(source.getValidityBuffer(), rows, count, allocator);
            int valid = 0;
            for (int i = 0; i < count; i++) {
                valid += Bits.get(bits.memoryAddress(), i) ? 1 : 0;
            }
            return new Validity(bits, count - valid);
        }

        @Override
        public void close() {
            bits.close();
        }
    }
}
