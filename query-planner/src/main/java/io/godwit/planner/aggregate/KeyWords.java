package io.godwit.planner.aggregate;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;

/**
 * The values of a key column as words: numbers as they are, text of up to seven bytes as its bytes and its length, longer text
 * by the order it was first met in. Null is told apart by a bit elsewhere and has the word 0.
 */
final class KeyWords {
    private static final int SHORT_BYTES = 7;
    private static final long LONG_TEXT = 0xFFL << 56;

    private final Map<ByteBuffer, Long> longTexts = new HashMap<>();
    private final List<byte[]> longTextsInOrder = new ArrayList<>();

    /** Whether a column of the kind can be a key. */
    static boolean canHold(FieldVector vector) {
        return vector instanceof IntVector
                || vector instanceof BigIntVector
                || vector instanceof DateDayVector
                || vector instanceof VarCharVector;
    }

    /** Writes a word for each of {@code count} rows from {@code first} on, and sets {@code nullBit} in {@code nulls} where there is no value. */
    void write(FieldVector vector, boolean hasNulls, int first, int count, long[] words, long[] nulls, long nullBit) {
        if (vector instanceof VarCharVector texts) {
            writeTexts(texts, first, count, words);
        } else if (vector instanceof BigIntVector) {
            long data = vector.getDataBuffer().memoryAddress() + (long) first * Long.BYTES;
            for (int row = 0; row < count; row++) {
                words[row] = MemoryUtil.getLong(data + (long) row * Long.BYTES);
            }
        } else {
            long data = vector.getDataBuffer().memoryAddress() + (long) first * Integer.BYTES;
            for (int row = 0; row < count; row++) {
                words[row] = MemoryUtil.getInt(data + (long) row * Integer.BYTES);
            }
        }
        if (hasNulls) {
            for (int row = 0; row < count; row++) {
                if (vector.isNull(first + row)) {
                    words[row] = 0;
                    nulls[row] |= nullBit;
                }
            }
        }
    }

    private void writeTexts(VarCharVector texts, int first, int count, long[] words) {
        long offsets = texts.getOffsetBuffer().memoryAddress() + (long) first * Integer.BYTES;
        long data = texts.getDataBuffer().memoryAddress();
        int start = count == 0 ? 0 : MemoryUtil.getInt(offsets);
        for (int row = 0; row < count; row++) {
            int end = MemoryUtil.getInt(offsets + (row + 1L) * Integer.BYTES);
            int length = end - start;
            if (length <= SHORT_BYTES) {
                long word = (long) length << 56;
                for (int i = 0; i < length; i++) {
                    word |= (MemoryUtil.getByte(data + start + i) & 0xFFL) << (8 * i);
                }
                words[row] = word;
            } else {
                words[row] = LONG_TEXT | numberOf(data + start, length);
            }
            start = end;
        }
    }

    private long numberOf(long address, int length) {
        byte[] text = new byte[length];
        MemoryUtil.copyFromMemory(address, text, 0, length);
        Long known = longTexts.putIfAbsent(ByteBuffer.wrap(text), (long) longTextsInOrder.size());
        if (known == null) {
            longTextsInOrder.add(text);
            return longTextsInOrder.size() - 1L;
        }
        return known;
    }

    void set(FieldVector vector, int row, long word) {
        if (vector instanceof VarCharVector texts) {
            texts.setSafe(row, text(word));
        } else if (vector instanceof BigIntVector longs) {
            longs.set(row, word);
        } else if (vector instanceof IntVector ints) {
            ints.set(row, (int) word);
        } else {
            ((DateDayVector) vector).set(row, (int) word);
        }
    }

    private byte[] text(long word) {
        int length = (int) (word >>> 56);
        if (length > SHORT_BYTES) {
            return longTextsInOrder.get((int) word);
        }
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (word >>> (8 * i));
        }
        return text;
    }

    /** Forgets the long texts, whose words mean nothing any more. */
    void clear() {
        longTexts.clear();
        longTextsInOrder.clear();
    }
}
