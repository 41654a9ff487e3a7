package io.godwit.planner.write;

import io.godwit.planner.write.parquet.WholeMicros;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UUIDUtil;
import org.jspecify.annotations.Nullable;

/**
 * Which {@link CellReader} an Arrow column takes to be written as an Iceberg type. The type is the one {@link IcebergTypes}
 * gives the column, or one it may be promoted to.
 */
final class CellReaders {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long MICROS_PER_MILLI = 1_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private CellReaders() {}

    static CellReader of(Field field, Type target) {
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case Bool -> (vector, row) -> ((BitVector) vector).get(row) != 0;
            case Int -> integer((ArrowType.Int) type, target);
            case FloatingPoint -> floating((ArrowType.FloatingPoint) type, target);
            case Decimal -> (vector, row) -> ((DecimalVector) vector).getObject(row);
            case Utf8 -> (vector, row) -> new String(((VarCharVector) vector).get(row), StandardCharsets.UTF_8);
            case Binary -> (vector, row) -> ByteBuffer.wrap(((VarBinaryVector) vector).get(row));
            case LargeUtf8 ->
                (vector, row) -> new String(((LargeVarCharVector) vector).get(row), StandardCharsets.UTF_8);
            case LargeBinary -> (vector, row) -> ByteBuffer.wrap(((LargeVarBinaryVector) vector).get(row));
            case FixedSizeBinary -> fixed(target);
            case Date -> date(((ArrowType.Date) type).getUnit() == DateUnit.DAY);
            case Time -> time(((ArrowType.Time) type).getUnit());
            case Timestamp -> timestamp(((ArrowType.Timestamp) type).getUnit(), target);
            case Struct -> struct(field.getChildren(), target.asStructType());
            case List, FixedSizeList -> list(field.getChildren().get(0), target.asListType());
            case Map -> map(field.getChildren().get(0), target.asMapType());
            default -> throw new IllegalStateException("IcebergTypes has no type for " + field);
        };
    }

    private static CellReader integer(ArrowType.Int type, Type target) {
        if (type.getBitWidth() == Long.SIZE && !type.getIsSigned()) {
            return (vector, row) -> new BigDecimal(UInt8Vector.getNoOverflow(vector.getDataBuffer(), row));
        }
        LongCell cell = longCell(type);
        return switch (target.typeId()) {
            case INTEGER -> (vector, row) -> (int) cell.value(vector, row);
            case LONG -> cell::value;
            default -> throw new IllegalStateException(type + " is not written as " + target);
        };
    }

    /** A cell as a primitive. */
    private interface LongCell {
        long value(FieldVector vector, int row);
    }

    private static LongCell longCell(ArrowType.Int type) {
        boolean signed = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case 8 ->
                signed
                        ? (vector, row) -> ((TinyIntVector) vector).get(row)
                        : (vector, row) -> UInt1Vector.getNoOverflow(vector.getDataBuffer(), row);
            case 16 ->
                signed
                        ? (vector, row) -> ((SmallIntVector) vector).get(row)
                        : (vector, row) -> ((UInt2Vector) vector).get(row);
            case 32 ->
                signed
                        ? (vector, row) -> ((IntVector) vector).get(row)
                        : (vector, row) -> UInt4Vector.getNoOverflow(vector.getDataBuffer(), row);
            default -> (vector, row) -> ((BigIntVector) vector).get(row);
        };
    }

    private static CellReader floating(ArrowType.FloatingPoint type, Type target) {
        boolean widen = target.typeId() == Type.TypeID.DOUBLE;
        return switch (type.getPrecision()) {
            case HALF -> (vector, row) -> widened(Float16.toFloat(((Float2Vector) vector).get(row)), widen);
            case SINGLE -> (vector, row) -> widened(((Float4Vector) vector).get(row), widen);
            case DOUBLE -> (vector, row) -> ((Float8Vector) vector).get(row);
        };
    }

    private static Object widened(float value, boolean widen) {
        if (widen) {
            return (double) value;
        }
        return value;
    }

    private static CellReader fixed(Type target) {
        return target.typeId() == Type.TypeID.UUID
                ? (vector, row) -> UUIDUtil.convert(((FixedSizeBinaryVector) vector).get(row))
                : (vector, row) -> ByteBuffer.wrap(((FixedSizeBinaryVector) vector).get(row));
    }

    private static CellReader date(boolean days) {
        return days
                ? (vector, row) -> ((DateDayVector) vector).get(row)
                : (vector, row) -> Math.toIntExact(Math.floorDiv(((DateMilliVector) vector).get(row), MILLIS_PER_DAY));
    }

    private static CellReader time(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> (vector, row) -> ((TimeSecVector) vector).get(row) * MICROS_PER_SECOND;
            case MILLISECOND -> (vector, row) -> ((TimeMilliVector) vector).get(row) * MICROS_PER_MILLI;
            case MICROSECOND -> (vector, row) -> ((TimeMicroVector) vector).get(row);
            case NANOSECOND -> WholeMicros::of;
        };
    }

    private static CellReader timestamp(TimeUnit unit, Type target) {
        boolean nanos = target.typeId() == Type.TypeID.TIMESTAMP_NANO;
        long factor = switch (unit) {
            case SECOND -> MICROS_PER_SECOND;
            case MILLISECOND -> MICROS_PER_MILLI;
            case MICROSECOND, NANOSECOND -> 1;
        };
        long scaled = nanos && unit != TimeUnit.NANOSECOND ? factor * 1_000 : factor;
        return (vector, row) -> Math.multiplyExact(((TimeStampVector) vector).get(row), scaled);
    }

    private static CellReader struct(List<Field> fields, Types.StructType target) {
        List<CellReader> readers = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            readers.add(of(fields.get(i), target.fields().get(i).type()));
        }
        return (vector, row) -> {
            List<FieldVector> children = vector.getChildrenFromFields();
            @Nullable Object[] values = new Object[readers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = readers.get(i).read(children.get(i), row);
            }
            return new RowValues(values);
        };
    }

    private static CellReader list(Field element, Types.ListType target) {
        CellReader reader = of(element, target.elementType());
        return (vector, row) -> {
            BaseListVector lists = (BaseListVector) vector;
            FieldVector elements = vector.getChildrenFromFields().get(0);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
                values.add(reader.read(elements, i));
            }
            return values;
        };
    }

    private static CellReader map(Field entries, Types.MapType target) {
        CellReader keys = of(entries.getChildren().get(0), target.keyType());
        CellReader values = of(entries.getChildren().get(1), target.valueType());
        return (vector, row) -> {
            BaseListVector maps = (BaseListVector) vector;
            List<FieldVector> pair = vector.getChildrenFromFields().get(0).getChildrenFromFields();
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = maps.getElementStartIndex(row); i < maps.getElementEndIndex(row); i++) {
                map.put(keys.value(pair.get(0), i), values.read(pair.get(1), i));
            }
            return map;
        };
    }
}
