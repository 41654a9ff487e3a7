package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.List;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The schema of an upload in {@link PlainRows plain form}. */
final class PlainSchema {
    private static final int MAX_DECIMAL_DIGITS = 38;
    private static final int DECIMAL_BITS = 128;

    /** A number of months, days or whatever the column counts in, which only the extension type says. */
    private static final String PERIOD = "pandas.period";

    private final DictionaryProvider dictionaries;

    PlainSchema(DictionaryProvider dictionaries) {
        this.dictionaries = dictionaries;
    }

    Schema of(Schema uploaded) {
        return new Schema(
                uploaded.getFields().stream()
                        .map(field -> plain(field, field.getName()))
                        .toList(),
                uploaded.getCustomMetadata());
    }

    /** @param path the field's name after those of what it stands in */
    private Field plain(Field field, String path) {
        if (field.getDictionary() != null) {
            Field values = plain(dictionary(field).getVector().getField(), path);
            return new Field(field.getName(), type(field, values.getType()), values.getChildren());
        }
        if (PERIOD.equals(field.getMetadata().get(ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME))) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "Column \"%s\" of the upload holds pandas periods, which would arrive as bare numbers; send their beginning, with .dt.to_timestamp()"
                            .formatted(path));
        }
        ArrowType type = plain(field.getType(), path);
        List<Field> children = field.getChildren().stream()
                .map(child -> plain(child, path + "." + child.getName()))
                .toList();
        return new Field(field.getName(), type(field, type), children);
    }

    /** The dictionary of an encoded field. */
    Dictionary dictionary(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        Dictionary dictionary = encoding == null ? null : dictionaries.lookup(encoding.getId());
        if (dictionary == null) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column \"%s\" of the upload is dictionary-encoded and its dictionary was not sent"
                            .formatted(field.getName()));
        }
        return dictionary;
    }

    private static FieldType type(Field field, ArrowType type) {
        return new FieldType(field.isNullable(), type, null, field.getMetadata());
    }

    private static ArrowType plain(ArrowType type, String path) {
        return switch (type.getTypeID()) {
            case LargeUtf8, Utf8View -> ArrowType.Utf8.INSTANCE;
            case LargeBinary, BinaryView -> ArrowType.Binary.INSTANCE;
            case LargeList, FixedSizeList -> ArrowType.List.INSTANCE;
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.HALF
                        ? new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)
                        : type;
            case Decimal -> decimal((ArrowType.Decimal) type, path);
            case Date -> new ArrowType.Date(DateUnit.DAY);
            case Time -> new ArrowType.Time(micros(((ArrowType.Time) type).getUnit()), Long.SIZE);
            case Timestamp -> timestamp((ArrowType.Timestamp) type);
            case Duration -> duration((ArrowType.Duration) type, path);
            case Interval, Union, RunEndEncoded, ListView, LargeListView, NONE -> throw unsupported(type, path);
            default -> type;
        };
    }

    private static ArrowType decimal(ArrowType.Decimal type, String path) {
        if (type.getPrecision() > MAX_DECIMAL_DIGITS || type.getScale() < 0 || type.getScale() > type.getPrecision()) {
            throw unsupported(type, path);
        }
        return new ArrowType.Decimal(type.getPrecision(), type.getScale(), DECIMAL_BITS);
    }

    private static ArrowType timestamp(ArrowType.Timestamp type) {
        return new ArrowType.Timestamp(micros(type.getUnit()), type.getTimezone() == null ? null : "UTC");
    }

    private static ArrowType duration(ArrowType.Duration type, String path) {
        if (type.getUnit() == TimeUnit.NANOSECOND) {
            throw unsupported(type, path);
        }
        return new ArrowType.Duration(TimeUnit.MICROSECOND);
    }

    private static TimeUnit micros(TimeUnit unit) {
        return unit == TimeUnit.NANOSECOND ? unit : TimeUnit.MICROSECOND;
    }

    private static GodwitException unsupported(ArrowType type, String path) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Column \"%s\" of the upload is of type %s, which Godwit does not take; cast it to a plain type"
                        .formatted(path, type));
    }
}
