package io.godwit.server.metadata;

import io.godwit.planner.MetadataView.TableEntry;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Adds what JDBC and ODBC tell about columns to the schema of a table: names, SQL type, precision and scale, remarks. Only
 * for GetTables: on a result, remarks would replace the column's label in the JDBC driver.
 */
final class ColumnMetadata {
    private static final String PREFIX = "ARROW:FLIGHT:SQL:";

    private ColumnMetadata() {}

    static Schema describe(TableEntry table, Schema schema) {
        return new Schema(
                schema.getFields().stream().map(field -> describe(table, field)).toList());
    }

    private static Field describe(TableEntry table, Field field) {
        Map<String, String> metadata = new HashMap<>(field.getMetadata());
        metadata.put(PREFIX + "CATALOG_NAME", table.catalog());
        metadata.put(PREFIX + "SCHEMA_NAME", table.schema());
        metadata.put(PREFIX + "TABLE_NAME", table.name());
        metadata.put(PREFIX + "TYPE_NAME", typeName(field.getType()));
        metadata.put(PREFIX + "IS_AUTO_INCREMENT", "0");
        metadata.put(PREFIX + "IS_CASE_SENSITIVE", field.getType() instanceof ArrowType.Utf8 ? "1" : "0");
        metadata.put(PREFIX + "IS_READ_ONLY", "1");
        metadata.put(PREFIX + "IS_SEARCHABLE", "1");
        if (field.getType() instanceof ArrowType.Decimal decimal) {
            metadata.put(PREFIX + "PRECISION", String.valueOf(decimal.getPrecision()));
            metadata.put(PREFIX + "SCALE", String.valueOf(decimal.getScale()));
        }
        String comment = metadata.remove("comment");
        if (comment != null) {
            metadata.put(PREFIX + "REMARKS", comment);
        }
        FieldType described = new FieldType(field.isNullable(), field.getType(), field.getDictionary(), metadata);
        return new Field(field.getName(), described, field.getChildren());
    }

    private static String typeName(ArrowType type) {
        return switch (type.getTypeID()) {
            case Bool -> "BOOLEAN";
            case Int -> ((ArrowType.Int) type).getBitWidth() == 64 ? "BIGINT" : "INTEGER";
            case FloatingPoint ->
                ((ArrowType.FloatingPoint) type).getPrecision() == FloatingPointPrecision.DOUBLE ? "DOUBLE" : "REAL";
            case Decimal -> "DECIMAL";
            case Utf8, LargeUtf8 -> "VARCHAR";
            case Binary, LargeBinary, FixedSizeBinary -> "VARBINARY";
            case Date -> "DATE";
            case Time -> "TIME";
            case Timestamp ->
                ((ArrowType.Timestamp) type).getTimezone() == null ? "TIMESTAMP" : "TIMESTAMP WITH TIME ZONE";
            case List, LargeList, FixedSizeList -> "ARRAY";
            case Struct -> "ROW";
            case Map -> "MAP";
            default -> type.getTypeID().name().toUpperCase(Locale.ROOT);
        };
    }
}
