package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.List;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The schema of an upload without what only says how a client lays its values out: dictionaries, 64-bit offsets and views
 * become plain columns, as a query would see them in a table.
 */
final class PlainSchema {
    private final DictionaryProvider dictionaries;

    PlainSchema(DictionaryProvider dictionaries) {
        this.dictionaries = dictionaries;
    }

    Schema of(Schema uploaded) {
        return new Schema(uploaded.getFields().stream().map(this::plain).toList());
    }

    private Field plain(Field field) {
        if (field.getDictionary() != null) {
            Field values = plain(dictionary(field).getVector().getField());
            return new Field(field.getName(), type(field, values.getType()), values.getChildren());
        }
        List<Field> children = field.getChildren().stream().map(this::plain).toList();
        return new Field(field.getName(), type(field, plain(field, field.getType())), children);
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

    private static ArrowType plain(Field field, ArrowType type) {
        return switch (type.getTypeID()) {
            case LargeUtf8, Utf8View -> ArrowType.Utf8.INSTANCE;
            case LargeBinary, BinaryView -> ArrowType.Binary.INSTANCE;
            case LargeList -> ArrowType.List.INSTANCE;
            case Interval, Union, RunEndEncoded, ListView, LargeListView, NONE ->
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" of the upload is of type %s, which Godwit does not take; cast it to a plain type"
                                .formatted(field.getName(), type));
            default -> type;
        };
    }
}
