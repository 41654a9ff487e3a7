package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Arrow batches as rows of plain objects, for tests: {@code Long} for integers and times in the column's unit, {@code
 * Double}, {@code Float}, {@code Boolean}, {@code String}, {@code byte[]}, {@code BigDecimal}, {@code List} for lists and
 * structs, null.
 */
public final class ArrowRows {
    private ArrowRows() {}

    /** A batch that holds the rows. */
    public static VectorSchemaRoot batch(BufferAllocator allocator, Schema schema, List<List<Object>> rows) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        try {
            root.allocateNew();
            for (int column = 0; column < schema.getFields().size(); column++) {
                FieldVector vector = root.getVector(column);
                for (int row = 0; row < rows.size(); row++) {
                    set(vector, row, rows.get(row).get(column));
                }
                vector.setValueCount(rows.size());
            }
            root.setRowCount(rows.size());
            return root;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    /** All rows that are left in a stream, which stays open. */
    public static List<List<Object>> drain(BatchStream stream) {
        List<List<Object>> rows = new ArrayList<>();
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                rows.addAll(rows(owned));
            }
        }
        return rows;
    }

    /** The rows of a batch. */
    public static List<List<Object>> rows(VectorSchemaRoot batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.getRowCount(); row++) {
            List<Object> values = new ArrayList<>();
            for (FieldVector vector : batch.getFieldVectors()) {
                values.add(get(vector, row));
            }
            rows.add(values);
        }
        return rows;
    }

    private static void set(FieldVector vector, int row, Object value) {
        if (value == null) {
            if (!(vector instanceof NullVector)) {
                vector.setNull(row);
            }
        } else if (vector instanceof ListVector list) {
            setList(list, row, (List<?>) value);
        } else if (vector instanceof StructVector struct) {
            struct.setIndexDefined(row);
            for (int child = 0; child < ((List<?>) value).size(); child++) {
                set(struct.getChildrenFromFields().get(child), row, ((List<?>) value).get(child));
            }
        } else if (value instanceof String text) {
            setBytes(vector, row, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof byte[] bytes) {
            setBytes(vector, row, bytes);
        } else if (value instanceof BigDecimal decimal) {
            setDecimal(vector, row, decimal);
        } else if (value instanceof Double number) {
            ((Float8Vector) vector).setSafe(row, number);
        } else if (value instanceof Float number) {
            ((Float4Vector) vector).setSafe(row, number);
        } else if (value instanceof Boolean bit) {
            ((BitVector) vector).setSafe(row, bit ? 1 : 0);
        } else {
            setLong((BaseFixedWidthVector) vector, row, ((Number) value).longValue());
        }
    }

    private static void setList(ListVector list, int row, List<?> values) {
        int start = list.startNewValue(row);
        for (int i = 0; i < values.size(); i++) {
            set(list.getDataVector(), start + i, values.get(i));
        }
        list.endValue(row, values.size());
        list.getDataVector().setValueCount(start + values.size());
    }

    private static void setBytes(FieldVector vector, int row, byte[] bytes) {
        if (vector instanceof VarCharVector text) {
            text.setSafe(row, bytes);
        } else if (vector instanceof VarBinaryVector binary) {
            binary.setSafe(row, bytes);
        } else if (vector instanceof LargeVarCharVector text) {
            text.setSafe(row, bytes);
        } else if (vector instanceof LargeVarBinaryVector binary) {
            binary.setSafe(row, bytes);
        } else {
            ((FixedSizeBinaryVector) vector).setSafe(row, bytes);
        }
    }

    private static void setDecimal(FieldVector vector, int row, BigDecimal decimal) {
        if (vector instanceof DecimalVector narrow) {
            narrow.setSafe(row, decimal.setScale(narrow.getScale()));
        } else {
            Decimal256Vector wide = (Decimal256Vector) vector;
            wide.setSafe(row, decimal.setScale(wide.getScale()));
        }
    }

    private static void setLong(BaseFixedWidthVector vector, int row, long value) {
        if (vector instanceof BigIntVector big) {
            big.setSafe(row, value);
        } else if (vector instanceof UInt8Vector big) {
            big.setSafe(row, value);
        } else if (vector instanceof IntVector integer) {
            integer.setSafe(row, (int) value);
        } else if (vector instanceof UInt4Vector integer) {
            integer.setSafe(row, (int) value);
        } else if (vector instanceof SmallIntVector small) {
            small.setSafe(row, (short) value);
        } else if (vector instanceof UInt2Vector small) {
            small.setSafe(row, (char) value);
        } else if (vector instanceof TinyIntVector tiny) {
            tiny.setSafe(row, (byte) value);
        } else if (vector instanceof UInt1Vector tiny) {
            tiny.setSafe(row, (byte) value);
        } else if (vector instanceof TimeStampVector timestamp) {
            timestamp.setSafe(row, value);
        } else if (vector instanceof DateDayVector date) {
            date.setSafe(row, (int) value);
        } else if (vector instanceof DateMilliVector date) {
            date.setSafe(row, value);
        } else {
            setTime(vector, row, value);
        }
    }

    private static void setTime(BaseFixedWidthVector vector, int row, long value) {
        if (vector instanceof TimeSecVector time) {
            time.setSafe(row, (int) value);
        } else if (vector instanceof TimeMilliVector time) {
            time.setSafe(row, (int) value);
        } else if (vector instanceof TimeMicroVector time) {
            time.setSafe(row, value);
        } else if (vector instanceof TimeNanoVector time) {
            time.setSafe(row, value);
        } else {
            ((DurationVector) vector).setSafe(row, value);
        }
    }

    private static Object get(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        if (vector instanceof ListVector list) {
            List<Object> values = new ArrayList<>();
            for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
                values.add(get(list.getDataVector(), i));
            }
            return values;
        }
        if (vector instanceof StructVector struct) {
            return struct.getChildrenFromFields().stream()
                    .map(child -> get(child, row))
                    .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        }
        if (vector instanceof FixedSizeBinaryVector || vector instanceof VarBinaryVector) {
            return Arrays.toString((byte[]) vector.getObject(row));
        }
        if (vector instanceof BaseFixedWidthVector fixed && isLong(fixed)) {
            return longAt(fixed, row);
        }
        Object value = vector.getObject(row);
        return value instanceof org.apache.arrow.vector.util.Text ? value.toString() : value;
    }

    private static boolean isLong(BaseFixedWidthVector vector) {
        return !(vector instanceof BitVector
                || vector instanceof Float4Vector
                || vector instanceof Float8Vector
                || vector instanceof DecimalVector
                || vector instanceof Decimal256Vector);
    }

    private static long longAt(BaseFixedWidthVector vector, int row) {
        return switch (vector.getTypeWidth()) {
            case 1 -> vector.getDataBuffer().getByte(row);
            case 2 -> vector.getDataBuffer().getShort(2L * row);
            case 4 -> vector.getDataBuffer().getInt(4L * row);
            default -> vector.getDataBuffer().getLong(8L * row);
        };
    }
}
