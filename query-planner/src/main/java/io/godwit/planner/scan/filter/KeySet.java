package io.godwit.planner.scan.filter;

import java.util.Arrays;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Whole numbers or dates to look up: as a bitmap where they stand close together, else in a hash table. Immutable and safe
 * for use by many threads.
 *
 * <p>The bitmap begins at the least key and ends with a word of zeros, which stands for all that is outside: so a row is
 * looked up without a branch.
 */
public final class KeySet {
    /** What a key takes in a hash table, which is slower. */
    private static final int BITS_PER_KEY = 256;

    private static final long SMALL_BITMAP_BITS = 1 << 20;
    private static final long LARGEST_BITMAP_BITS = 1L << 28;

    private final long[] sorted;
    private final long min;
    private final long span;
    private final long[] bitmap;
    private final LongTable table;

    private KeySet(long[] sorted) {
        this.sorted = sorted;
        int count = sorted.length;
        this.min = count == 0 ? 0 : sorted[0];
        this.span = count == 0 ? 0 : sorted[count - 1] - min; // below zero where it does not fit
        boolean isDense = span >= 0
                && span < LARGEST_BITMAP_BITS
                && span < Math.max(SMALL_BITMAP_BITS, (long) count * BITS_PER_KEY);
        this.bitmap = isDense ? bitmap() : new long[0];
        this.table = new LongTable(isDense ? new long[0] : sorted);
    }

    private long[] bitmap() {
        long[] words = new long[(int) (span / Long.SIZE) + 2];
        for (long key : sorted) {
            long offset = key - min;
            words[(int) (offset >>> 6)] |= 1L << offset;
        }
        return words;
    }

    /** Whether values of the field can be keys. */
    public static boolean canHold(Field field) {
        ArrowType type = field.getType();
        return field.getDictionary() == null
                && ((type instanceof ArrowType.Int integer
                                && integer.getIsSigned()
                                && integer.getBitWidth() >= Integer.SIZE)
                        || (type instanceof ArrowType.Date date && date.getUnit() == DateUnit.DAY));
    }

    /** How many keys there are. */
    public int size() {
        return sorted.length;
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** What the set takes on the heap. */
    public long heldBytes() {
        return (long) (sorted.length + bitmap.length) * Long.BYTES + table.heldBytes();
    }

    /** The least key; there must be one. */
    public long min() {
        return sorted[0];
    }

    /** The greatest key; there must be one. */
    public long max() {
        return sorted[sorted.length - 1];
    }

    /** All keys, ascending. */
    public long[] toArray() {
        return sorted.clone();
    }

    /** Narrows a selection to rows whose value is a key or null, as {@link Kernel#select} says. */
    int selectWithNulls(FieldVector vector, int[] rows, int count, int[] selected) {
        if (vector.getNullCount() == 0) {
            return select(vector, rows, count, selected);
        }
        LongKeys width = LongKeys.of(vector);
        long data = vector.getDataBuffer().memoryAddress();
        long validity = vector.getValidityBuffer().memoryAddress();
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            selected[passed] = row;
            passed += Kernel.bit(validity, row) == 0 || contains(width.key(data, row)) ? 1 : 0;
        }
        return passed;
    }

    private boolean contains(long key) {
        return bitmap.length == 0 ? table.contains(key) : bit(key) != 0;
    }

    /** Narrows a selection to rows whose value is a key, as {@link Kernel#select} says. */
    int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int present = new NullKernel(false).select(vector, rows, count, selected);
        long data = vector.getDataBuffer().memoryAddress();
        boolean narrow = LongKeys.of(vector) == LongKeys.INT32;
        if (bitmap.length == 0) {
            return narrow ? inTableInts(data, selected, present) : inTableLongs(data, selected, present);
        }
        return narrow ? inBitmapInts(data, selected, present) : inBitmapLongs(data, selected, present);
    }

    // One loop per width and kind, so that nothing is called per row that is not inlined.

    private int inBitmapLongs(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += bit(MemoryUtil.getLong(data + (long) row * Long.BYTES));
        }
        return passed;
    }

    private int inBitmapInts(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += bit(MemoryUtil.getInt(data + (long) row * Integer.BYTES));
        }
        return passed;
    }

    private int bit(long key) {
        long offset = key - min;
        long word = offset >>> 6;
        long tooFar = bitmap.length - 1 - word; // below zero where the key is outside
        return (int) (bitmap[(int) (word + (tooFar & tooFar >> 63))] >>> offset) & 1;
    }

    private int inTableLongs(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += table.contains(MemoryUtil.getLong(data + (long) row * Long.BYTES)) ? 1 : 0;
        }
        return passed;
    }

    private int inTableInts(long data, int[] rows, int count) {
        int passed = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[passed] = row;
            passed += table.contains(MemoryUtil.getInt(data + (long) row * Integer.BYTES)) ? 1 : 0;
        }
        return passed;
    }

    /** Collects keys out of vectors; nulls are left out. Belongs to one thread. */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 1024;

        private long[] keys = new long[FIRST_CAPACITY];
        private int count;

        /** The values of a vector that {@link #canHold}. */
        public void add(FieldVector vector) {
            int rows = vector.getValueCount();
            int needed = Math.addExact(count, rows);
            if (needed > keys.length) {
                keys = Arrays.copyOf(keys, Math.max(needed, 2 * keys.length));
            }
            LongKeys width = LongKeys.of(vector);
            long data = vector.getDataBuffer().memoryAddress();
            for (int row = 0; row < rows; row++) {
                if (!vector.isNull(row)) {
                    keys[count++] = width.key(data, row);
                }
            }
        }

        public KeySet build() {
            long[] sorted = Arrays.copyOf(keys, count);
            if (!isSorted(sorted)) {
                Arrays.sort(sorted);
            }
            int distinct = 0;
            for (long key : sorted) {
                if (distinct == 0 || sorted[distinct - 1] != key) {
                    sorted[distinct++] = key;
                }
            }
            return new KeySet(distinct == count ? sorted : Arrays.copyOf(sorted, distinct));
        }

        private static boolean isSorted(long[] values) {
            for (int i = 1; i < values.length; i++) {
                if (values[i] < values[i - 1]) {
                    return false;
                }
            }
            return true;
        }
    }
}
