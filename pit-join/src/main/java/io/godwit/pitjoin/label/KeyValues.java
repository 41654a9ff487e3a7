package io.godwit.pitjoin.label;

import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.plan.TimeType;
import io.godwit.pitjoin.spec.LabelBounds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Turns key values of a label column into the feature column's type, as {@link LabelBounds} gives them: integers, dates
 * and times as {@code Long} in the feature's unit, {@code BigDecimal} in its scale, {@code String}, {@code byte[]}.
 * Floats and booleans are left out; their ranges are not worth knowing, or a trap.
 */
final class KeyValues {
    static final Comparator<Object> ORDER = KeyValues::compare;

    /** What a value that lies between two of the feature's becomes. */
    enum Rounding {
        /** The next greater value: for the least of a range. */
        UP(RoundingMode.CEILING),
        /** The next lesser value: for the greatest of a range. */
        DOWN(RoundingMode.FLOOR),
        /** Nothing, for it equals none. */
        NONE(RoundingMode.UNNECESSARY);

        private final RoundingMode mode;

        Rounding(RoundingMode mode) {
            this.mode = mode;
        }
    }

    private final ArrowType label;
    private final ArrowType feature;

    KeyValues(ArrowType label, ArrowType feature) {
        this.label = storage(label);
        this.feature = storage(feature);
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }

    boolean areListable() {
        return isNumeric(feature) || isText(feature) || isBinary(feature);
    }

    /** Whether label values can be read as words of which the least and greatest bound the others. */
    boolean areWords() {
        return isNumeric(feature)
                && isNumeric(label)
                && !(label instanceof ArrowType.Decimal)
                && !label.equals(new ArrowType.Int(64, false));
    }

    private static boolean isNumeric(ArrowType type) {
        return type instanceof ArrowType.Int || type instanceof ArrowType.Decimal || unitNanos(type) != 0;
    }

    private static boolean isText(ArrowType type) {
        return type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8;
    }

    private static boolean isBinary(ArrowType type) {
        return type instanceof ArrowType.Binary
                || type instanceof ArrowType.LargeBinary
                || type instanceof ArrowType.FixedSizeBinary;
    }

    /** The value at a row of the label column, in the feature's type, or null when no feature value equals it. */
    @Nullable
    Object read(FieldVector column, int row) {
        FieldVector vector = Words.storage(column);
        if (isText(feature)) {
            return vector.getObject(row).toString();
        }
        if (isBinary(feature)) {
            return vector.getObject(row);
        }
        if (label instanceof ArrowType.Decimal) {
            return convert((BigDecimal) vector.getObject(row), Rounding.NONE);
        }
        if (label.equals(new ArrowType.Int(64, false))) {
            return convert(new BigDecimal(Long.toUnsignedString((Long) vector.getObject(row))), Rounding.NONE);
        }
        return convert(Words.readOne(vector, row), Rounding.NONE);
    }

    @Nullable
    Object convert(long word, Rounding rounding) {
        return convert(BigDecimal.valueOf(word), rounding);
    }

    private @Nullable Object convert(BigDecimal value, Rounding rounding) {
        BigDecimal scaled = value;
        long labelNanos = unitNanos(label);
        if (labelNanos != 0) {
            scaled = value.multiply(BigDecimal.valueOf(labelNanos));
            BigDecimal unit = BigDecimal.valueOf(unitNanos(feature));
            if (rounding == Rounding.NONE && scaled.remainder(unit).signum() != 0) {
                return null;
            }
            scaled = scaled.divide(unit, 0, rounding.mode);
        }
        int scale = feature instanceof ArrowType.Decimal decimal ? decimal.getScale() : 0;
        if (rounding == Rounding.NONE && scaled.stripTrailingZeros().scale() > scale) {
            return null;
        }
        BigDecimal rounded = scaled.setScale(scale, rounding.mode);
        return feature instanceof ArrowType.Decimal ? rounded : saturate(rounded, rounding);
    }

    private static @Nullable Long saturate(BigDecimal value, Rounding rounding) {
        if (value.toBigInteger().bitLength() < Long.SIZE) {
            return value.longValueExact();
        }
        if (rounding == Rounding.NONE) {
            return null;
        }
        return value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static long unitNanos(ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            return TimeType.nanos(timestamp.getUnit());
        }
        if (type instanceof ArrowType.Time time) {
            return TimeType.nanos(time.getUnit());
        }
        if (type instanceof ArrowType.Duration duration) {
            return TimeType.nanos(duration.getUnit());
        }
        if (type instanceof ArrowType.Date date) {
            return date.getUnit() == DateUnit.DAY ? TimeType.NANOS_PER_DAY : 1_000_000L;
        }
        return 0;
    }

    /** Text by its UTF-8 bytes and bytes without sign, as files' statistics are. */
    private static int compare(Object one, Object two) {
        if (one instanceof Long number) {
            return Long.compare(number, (Long) two);
        }
        if (one instanceof BigDecimal decimal) {
            return decimal.compareTo((BigDecimal) two);
        }
        return Arrays.compareUnsigned(bytes(one), bytes(two));
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    }
}
