package io.godwit.server.flight;

import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Parameters as clients built on Arrow Java are told of them: with times in milliseconds. The JDBC driver writes
 * milliseconds into a time of whatever unit it is told of, so that a moment of 2024 would be one of 1970.
 */
final class MillisecondParameters {
    private MillisecondParameters() {}

    static Schema of(Schema parameters) {
        List<Field> fields = parameters.getFields().stream()
                .map(field -> new Field(
                        field.getName(),
                        new FieldType(field.isNullable(), millis(field.getType()), null, field.getMetadata()),
                        field.getChildren()))
                .toList();
        return new Schema(fields);
    }

    private static ArrowType millis(ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            return new ArrowType.Timestamp(TimeUnit.MILLISECOND, timestamp.getTimezone());
        }
        return type instanceof ArrowType.Time ? new ArrowType.Time(TimeUnit.MILLISECOND, Integer.SIZE) : type;
    }
}
