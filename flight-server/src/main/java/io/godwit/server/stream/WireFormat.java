package io.godwit.server.stream;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * How batches are written, where a client asks for something else than the plain form that everyone reads.
 *
 * @param dictionaryColumns names of string columns to send dictionary-encoded; {@link #ALL} for every one
 */
public record WireFormat(Compression compression, List<String> dictionaryColumns) {
    public static final String ALL = "*";
    public static final WireFormat PLAIN = new WireFormat(Compression.NONE, List.of());

    static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

    public WireFormat {
        dictionaryColumns = List.copyOf(dictionaryColumns);
    }

    /** The schema that clients see, in the form of messages: an encoded field has the type of its values. */
    public Schema announced(Schema schema) {
        if (dictionaryColumns.isEmpty()) {
            return schema;
        }
        List<Field> fields = new ArrayList<>();
        for (int column = 0; column < schema.getFields().size(); column++) {
            Field field = schema.getFields().get(column);
            fields.add(encodes(field) ? encoded(field, field.getType(), column) : field);
        }
        return new Schema(fields, schema.getCustomMetadata());
    }

    /** The schema of vectors for an announced one: an encoded field has the type of its indexes. */
    static Schema inMemory(Schema announced) {
        List<Field> fields = new ArrayList<>();
        for (Field field : announced.getFields()) {
            DictionaryEncoding dictionary = field.getDictionary();
            fields.add(
                    dictionary == null
                            ? field
                            : new Field(
                                    field.getName(),
                                    new FieldType(field.isNullable(), INDEX, dictionary, field.getMetadata()),
                                    List.of()));
        }
        return new Schema(fields);
    }

    boolean encodes(Field field) {
        return field.getType() instanceof ArrowType.Utf8
                && (dictionaryColumns.contains(ALL) || dictionaryColumns.contains(field.getName()));
    }

    /** The field with {@code type} and the dictionary of its column. */
    static Field encoded(Field field, ArrowType type, int column) {
        DictionaryEncoding dictionary = new DictionaryEncoding(column, false, INDEX);
        return new Field(
                field.getName(), new FieldType(field.isNullable(), type, dictionary, field.getMetadata()), List.of());
    }
}
