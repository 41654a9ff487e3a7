package io.godwit.pitjoin.key;

import io.godwit.pitjoin.batch.Words;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.types.Types.MinorType;

/**
 * How the values of one key column become a canonical form in which equal keys, and only those, are equal bit by bit.
 *
 * @param form which form
 * @param multiplier what a time in the column's unit is multiplied with to reach the unit both sides share; a product out
 *     of range equals nothing
 */
public record KeyCoding(Form form, long multiplier) {
    static final int NO_GROUP = -1;
    private static final long NAN = Double.doubleToLongBits(Double.NaN);
    private static final long MILLIS_PER_DAY = 86_400_000L;

    /** The canonical forms: one 64-bit word, or a string of bytes. */
    public enum Form {
        /** Integers, booleans, dates, short decimals of one scale: the value itself. */
        WORD,
        /** Unsigned 64-bit integers on both sides. */
        UNSIGNED_WORD,
        /** Times and durations, in the unit both sides share. */
        SCALED_WORD,
        /** Dates in days or milliseconds, as days. */
        DAY,
        /** Floats and doubles: the double's bits, one zero, one NaN. */
        FLOATING,
        /** Strings and binaries: their bytes. */
        BYTES,
        /**
         * Decimals of different scale, integers beside decimals, and unsigned 64-bit ones beside others: unscaled value and scale
         * without trailing zeros.
         */
        DECIMAL,
        /** The null type: no value at all. */
        NOTHING;

        boolean isWord() {
            return this != BYTES && this != DECIMAL && this != NOTHING;
        }
    }

    /** Reads one word a row; marks rows that are null, or equal nothing, with {@link #NO_GROUP}. */
    void readWords(FieldVector column, int rowCount, long[] words, int[] groups) {
        Words.markNulls(column, rowCount, groups, NO_GROUP);
        Words.read(column, rowCount, words);
        switch (form) {
            case SCALED_WORD -> scale(rowCount, words, groups);
            case FLOATING -> canonicalFloats(Words.storage(column) instanceof Float4Vector, rowCount, words);
            case DAY -> toDays(Words.storage(column) instanceof DateMilliVector, rowCount, words);
            default -> {}
        }
    }

    private void scale(int rowCount, long[] words, int[] groups) {
        if (multiplier == 1) {
            return;
        }
        for (int row = 0; row < rowCount; row++) {
            long product = words[row] * multiplier;
            if (Math.multiplyHigh(words[row], multiplier) != product >> 63) {
                groups[row] = NO_GROUP;
            }
            words[row] = product;
        }
    }

    private static void canonicalFloats(boolean single, int rowCount, long[] words) {
        for (int row = 0; row < rowCount; row++) {
            double value = single ? Float.intBitsToFloat((int) words[row]) : Double.longBitsToDouble(words[row]);
            words[row] = value == 0 ? 0 : Double.isNaN(value) ? NAN : Double.doubleToRawLongBits(value);
        }
    }

    private static void toDays(boolean millis, int rowCount, long[] words) {
        if (millis) {
            for (int row = 0; row < rowCount; row++) {
                words[row] = Math.floorDiv(words[row], MILLIS_PER_DAY);
            }
        }
    }

    /** Appends the canonical bytes of a value that is not null. */
    void appendBytes(FieldVector column, int row, ByteRows target) {
        FieldVector vector = Words.storage(column);
        if (form == Form.DECIMAL) {
            appendDecimal(vector, row, target);
        } else if (vector instanceof BaseVariableWidthVector variable) {
            long start = variable.getStartOffset(row);
            target.append(variable.getDataBuffer(), start, variable.getEndOffset(row) - (int) start);
        } else if (vector instanceof BaseLargeVariableWidthVector large) {
            appendLarge(large, row, target);
        } else {
            int width = ((BaseFixedWidthVector) vector).getTypeWidth();
            target.append(vector.getDataBuffer(), (long) width * row, width);
        }
    }

    private static void appendLarge(BaseLargeVariableWidthVector vector, int row, ByteRows target) {
        ArrowBuf offsets = vector.getOffsetBuffer();
        long start = offsets.getLong(8L * row);
        target.append(vector.getDataBuffer(), start, Math.toIntExact(offsets.getLong(8L * (row + 1)) - start));
    }

    private static void appendDecimal(FieldVector vector, int row, ByteRows target) {
        BigDecimal value = decimalAt(vector, row);
        BigDecimal canonical = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        target.appendInt(canonical.scale());
        byte[] unscaled = canonical.unscaledValue().toByteArray();
        target.append(unscaled);
    }

    private static BigDecimal decimalAt(FieldVector vector, int row) {
        if (vector instanceof DecimalVector decimal) {
            return decimal.getObject(row);
        }
        if (vector instanceof Decimal256Vector decimal) {
            return decimal.getObject(row);
        }
        return new BigDecimal(integerAt(vector, row));
    }

    private static BigInteger integerAt(FieldVector vector, int row) {
        Object value = vector.getObject(row);
        if (vector.getMinorType() == MinorType.UINT8) {
            return new BigInteger(Long.toUnsignedString((Long) value));
        }
        if (value instanceof Character character) {
            return BigInteger.valueOf(character);
        }
        long mask = vector.getMinorType() == MinorType.UINT1 ? 0xffL : -1L;
        mask = vector.getMinorType() == MinorType.UINT4 ? 0xffff_ffffL : mask;
        return BigInteger.valueOf(((Number) value).longValue() & mask);
    }
}
