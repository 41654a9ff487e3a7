package io.godwit.planner.engine;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** How many rows of a schema make a batch of the size that is sent best, so that it need not be cut again. */
final class BatchRows {
    private static final long TARGET_BYTES = 3L << 20;
    private static final int VECTOR_ROWS = 2048;
    private static final int MOST_ROWS = 64 * VECTOR_ROWS;
    private static final int VARIABLE_WIDTH_BYTES = 32;

    private BatchRows() {}

    /** A multiple of DuckDB's vector size. */
    static long of(Schema schema) {
        long rowBytes = Math.max(
                1, schema.getFields().stream().mapToLong(BatchRows::widthOf).sum());
        long rows = Math.min(TARGET_BYTES / rowBytes, MOST_ROWS);
        return Math.max(VECTOR_ROWS, rows / VECTOR_ROWS * VECTOR_ROWS);
    }

    private static long widthOf(Field field) {
        ArrowType type = field.getType();
        long children =
                field.getChildren().stream().mapToLong(BatchRows::widthOf).sum();
        if (type instanceof ArrowType.Int integer) {
            return integer.getBitWidth() / 8;
        }
        return switch (type.getTypeID()) {
            case Bool, Null -> 1;
            case Date -> 4;
            case FloatingPoint, Time, Timestamp, Duration -> 8;
            case Struct, FixedSizeList -> children;
            case List, Map -> 4 + 4 * children;
            case Decimal, Interval, FixedSizeBinary -> 16;
            default -> VARIABLE_WIDTH_BYTES;
        };
    }
}
