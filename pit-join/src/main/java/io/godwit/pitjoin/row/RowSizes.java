package io.godwit.pitjoin.row;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** How many rows to put into a batch, and how many to hold at once, by the width of a row. */
public final class RowSizes {
    private static final long BATCH_BYTES = 3L << 20;
    /** Of all that the query may hold: a few batches are on their way to the client, a few are being made. */
    private static final int BATCH_SHARE = 32;

    private static final int MIN_BATCH_ROWS = 1_024;
    private static final int MAX_BATCH_ROWS = 65_536;
    private static final int VARIABLE_BYTES = 32;

    private final long rowBytes;
    private final BufferAllocator allocator;

    public RowSizes(Schema schema, BufferAllocator allocator) {
        this.rowBytes = Math.max(
                1, schema.getFields().stream().mapToLong(RowSizes::width).sum());
        this.allocator = allocator;
    }

    /** A guess for what has no fixed width. */
    private static long width(Field field) {
        long children = field.getChildren().stream().mapToLong(RowSizes::width).sum();
        ArrowType type = field.getType();
        return children
                + switch (type.getTypeID()) {
                    case Null, Struct -> 0;
                    case Bool -> 1;
                    case Int -> ((ArrowType.Int) type).getBitWidth() / 8;
                    case Decimal -> ((ArrowType.Decimal) type).getBitWidth() / 8;
                    case FixedSizeBinary -> ((ArrowType.FixedSizeBinary) type).getByteWidth();
                    case Utf8, LargeUtf8, Binary, LargeBinary, List, LargeList, Map, Union -> VARIABLE_BYTES;
                    default -> Long.BYTES;
                };
    }

    public int batchRows() {
        long bytes = Math.min(BATCH_BYTES, allocator.getLimit() / BATCH_SHARE);
        return (int) Math.max(MIN_BATCH_ROWS, Math.min(MAX_BATCH_ROWS, bytes / rowBytes));
    }

    /** Rows whose fetched values take a quarter of what the query may still hold. */
    public int windowRows() {
        return (int) Math.min(Integer.MAX_VALUE / 2, allocator.getHeadroom() / 4 / rowBytes);
    }
}
