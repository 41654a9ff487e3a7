package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Finds the least and the greatest value of a page, in the order Parquet gives their type. */
interface PageBounds {
    /** Widens statistics by the values, of which there is at least one. */
    void widen(PlainValues values, Statistics<?> statistics);

    static PageBounds of(PrimitiveType type, FloatTally tally) {
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> PageBounds::booleans;
            case INT32 -> PageBounds::ints;
            case INT64 -> PageBounds::longs;
            case FLOAT -> tally::floats;
            case DOUBLE -> tally::doubles;
            case BINARY -> new BytesBounds(0, false);
            case FIXED_LEN_BYTE_ARRAY ->
                new BytesBounds(
                        type.getTypeLength(), type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
            case INT96 -> throw new IllegalArgumentException("Iceberg writes no INT96");
        };
    }

    private static void booleans(PlainValues values, Statistics<?> statistics) {
        for (int i = 0; i < values.count(); i++) {
            statistics.updateStats(MemoryUtil.getByte(values.address() + i) != 0);
        }
    }

    private static void ints(PlainValues values, Statistics<?> statistics) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        long address = values.address();
        for (int i = 0; i < values.count(); i++) {
            int value = MemoryUtil.getInt(address + 4L * i);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        statistics.updateStats(least);
        statistics.updateStats(greatest);
    }

    private static void longs(PlainValues values, Statistics<?> statistics) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        long address = values.address();
        for (int i = 0; i < values.count(); i++) {
            long value = MemoryUtil.getLong(address + 8L * i);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        statistics.updateStats(least);
        statistics.updateStats(greatest);
    }

    /**
     * Bytes, compared one by one, unsigned but for the first of a decimal.
     *
     * @param width of each value; zero where each stands behind its length
     */
    record BytesBounds(int width, boolean signed) implements PageBounds {
        @Override
        public void widen(PlainValues values, Statistics<?> statistics) {
            long address = values.address();
            long least = address + prefix();
            int leastLength = length(address);
            long greatest = least;
            int greatestLength = leastLength;
            long leastHead = head(least, leastLength);
            long greatestHead = leastHead;
            for (int i = 0; i < values.count(); i++) {
                int length = length(address);
                long start = address + prefix();
                long head = head(start, length);
                // What differs in the first bytes needs no second look, and neither does what lies well between.
                if (head < leastHead || head == leastHead && compare(start, length, least, leastLength) < 0) {
                    least = start;
                    leastLength = length;
                    leastHead = head;
                } else if (head > greatestHead
                        || head == greatestHead && compare(start, length, greatest, greatestLength) > 0) {
                    greatest = start;
                    greatestLength = length;
                    greatestHead = head;
                }
                address = start + length;
            }
            statistics.updateStats(binary(least, leastLength));
            statistics.updateStats(binary(greatest, greatestLength));
        }

        /** The first eight bytes as a number that orders as they do; shorter values end in zeros. */
        private long head(long start, int length) {
            long word = Long.reverseBytes(MemoryUtil.getLong(start));
            long head = length >= Long.BYTES ? word : length == 0 ? 0 : word & -1L << Long.SIZE - Byte.SIZE * length;
            return signed ? head : head ^ Long.MIN_VALUE;
        }

        private int prefix() {
            return width == 0 ? Integer.BYTES : 0;
        }

        private int length(long address) {
            return width == 0 ? MemoryUtil.getInt(address) : width;
        }

        /** Compares values of which the heads are the same. */
        private int compare(long left, int leftLength, long right, int rightLength) {
            if (leftLength <= Long.BYTES && rightLength <= Long.BYTES) {
                // Their heads are the same, or neither would be asked for.
                return Integer.compare(leftLength, rightLength);
            }
            int shared = Math.min(leftLength, rightLength);
            int at = 0;
            // Behind every value eight bytes may be read, but only what is part of both counts.
            for (; at + Long.BYTES <= shared; at += Long.BYTES) {
                long leftWord = Long.reverseBytes(MemoryUtil.getLong(left + at));
                long rightWord = Long.reverseBytes(MemoryUtil.getLong(right + at));
                if (leftWord != rightWord) {
                    return signed && at == 0
                            ? Long.compare(leftWord, rightWord)
                            : Long.compareUnsigned(leftWord, rightWord);
                }
            }
            for (; at < shared; at++) {
                byte leftByte = MemoryUtil.getByte(left + at);
                byte rightByte = MemoryUtil.getByte(right + at);
                if (leftByte != rightByte) {
                    return signed && at == 0
                            ? Byte.compare(leftByte, rightByte)
                            : Byte.compareUnsigned(leftByte, rightByte);
                }
            }
            return Integer.compare(leftLength, rightLength);
        }

        private static Binary binary(long address, int length) {
            byte[] bytes = new byte[length];
            MemoryUtil.copyFromMemory(address, bytes, 0, length);
            return Binary.fromConstantByteArray(bytes);
        }
    }
}
