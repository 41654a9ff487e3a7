package io.godwit.pitjoin.key;

import static io.godwit.pitjoin.key.KeyCoding.Form;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The codings under which a label column and a feature column compare. */
public record KeyCodings(KeyCoding label, KeyCoding feature) {
    private static final int MAX_WORD_DIGITS = 18;

    /** Finds the codings, or refuses columns that do not compare, with the cast to write. */
    public static KeyCodings of(Field label, Field feature) {
        ArrowType labelType = storage(label.getType());
        ArrowType featureType = storage(feature.getType());
        Form form = commonForm(labelType, featureType);
        if (form == null) {
            throw doNotCompare(label, feature);
        }
        if (form != Form.SCALED_WORD) {
            return new KeyCodings(new KeyCoding(form, 1), new KeyCoding(form, 1));
        }
        long labelNanos = unitNanos(labelType);
        long featureNanos = unitNanos(featureType);
        long common = Math.min(labelNanos, featureNanos);
        return new KeyCodings(new KeyCoding(form, labelNanos / common), new KeyCoding(form, featureNanos / common));
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }

    private static @Nullable Form commonForm(ArrowType label, ArrowType feature) {
        if (label instanceof ArrowType.Null || feature instanceof ArrowType.Null) {
            return Form.NOTHING;
        }
        Form form = form(label);
        Form other = form(feature);
        if (label instanceof ArrowType.Decimal one && feature instanceof ArrowType.Decimal two) {
            boolean shortOnes = Math.max(one.getPrecision(), two.getPrecision()) <= MAX_WORD_DIGITS;
            return shortOnes && one.getScale() == two.getScale() ? Form.WORD : Form.DECIMAL;
        }
        if (form != other) {
            return isExactNumber(label) && isExactNumber(feature) ? Form.DECIMAL : null;
        }
        return isSameFamily(label, feature) ? form : null;
    }

    private static boolean isExactNumber(ArrowType type) {
        return type instanceof ArrowType.Int || type instanceof ArrowType.Decimal;
    }

    private static @Nullable Form form(ArrowType type) {
        return switch (type.getTypeID()) {
            case Int -> {
                ArrowType.Int integer = (ArrowType.Int) type;
                yield integer.getBitWidth() == 64 && !integer.getIsSigned() ? Form.UNSIGNED_WORD : Form.WORD;
            }
            case Bool -> Form.WORD;
            case Date -> Form.DAY;
            case Time, Timestamp, Duration -> Form.SCALED_WORD;
            case FloatingPoint -> form((ArrowType.FloatingPoint) type);
            case Decimal -> Form.DECIMAL;
            case Utf8, LargeUtf8, Binary, LargeBinary, FixedSizeBinary -> Form.BYTES;
            default -> null;
        };
    }

    private static @Nullable Form form(ArrowType.FloatingPoint type) {
        return switch (type.getPrecision()) {
            case HALF -> null;
            case SINGLE, DOUBLE -> Form.FLOATING;
        };
    }

    private static boolean isSameFamily(ArrowType label, ArrowType feature) {
        if (label instanceof ArrowType.Timestamp one && feature instanceof ArrowType.Timestamp two) {
            return (one.getTimezone() == null) == (two.getTimezone() == null);
        }
        boolean bothText = isText(label) && isText(feature);
        boolean bothBinary = isBinary(label) && isBinary(feature);
        return bothText || bothBinary || label.getTypeID() == feature.getTypeID();
    }

    private static boolean isText(ArrowType type) {
        return type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8;
    }

    private static boolean isBinary(ArrowType type) {
        return type instanceof ArrowType.Binary
                || type instanceof ArrowType.LargeBinary
                || type instanceof ArrowType.FixedSizeBinary;
    }

    private static long unitNanos(ArrowType type) {
        if (type instanceof ArrowType.Time time) {
            return nanos(time.getUnit());
        }
        if (type instanceof ArrowType.Duration duration) {
            return nanos(duration.getUnit());
        }
        return nanos(((ArrowType.Timestamp) type).getUnit());
    }

    private static long nanos(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1_000_000_000L;
            case MILLISECOND -> 1_000_000L;
            case MICROSECOND -> 1_000L;
            case NANOSECOND -> 1L;
        };
    }

    private static GodwitException doNotCompare(Field label, Field feature) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "Key columns do not compare: label %s is %s, feature %s is %s; cast one of them, for example CAST(%s AS <type of %s>)"
                        .formatted(
                                label.getName(),
                                label.getType(),
                                feature.getName(),
                                feature.getType(),
                                label.getName(),
                                feature.getName()));
    }
}
