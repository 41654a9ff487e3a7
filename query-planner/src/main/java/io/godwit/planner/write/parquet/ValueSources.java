package io.godwit.planner.write.parquet;

import io.godwit.planner.write.parquet.ConvertedSource.Cell;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.iceberg.types.Type;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Which {@link ValueSource} an Arrow column takes to be a Parquet column of an Iceberg type it may be promoted to. */
final class ValueSources {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long MICROS_PER_MILLI = 1_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private ValueSources() {}

    static ValueSource of(ArrowType type, Type target, PrimitiveType parquet) {
        return switch (type.getTypeID()) {
            case Bool -> new ConvertedSource((vector, row) -> ((BitVector) vector).get(row), Byte.BYTES);
            case Int -> integer((ArrowType.Int) type, width(parquet));
            case FloatingPoint -> floating(((ArrowType.FloatingPoint) type).getPrecision(), width(parquet));
            case Decimal -> decimal(((ArrowType.Decimal) type).getBitWidth() / Byte.SIZE, parquet);
            case Utf8, Binary -> new VariableWidthSource(false);
            case LargeUtf8, LargeBinary -> new VariableWidthSource(true);
            case FixedSizeBinary -> same(width(parquet));
            case Date ->
                ((ArrowType.Date) type).getUnit() == DateUnit.DAY
                        ? same(Integer.BYTES)
                        : new ConvertedSource(
                                (vector, row) -> Math.toIntExact(
                                        Math.floorDiv(((DateMilliVector) vector).get(row), MILLIS_PER_DAY)),
                                Integer.BYTES);
            case Time -> time(((ArrowType.Time) type).getUnit());
            case Timestamp -> timestamp(((ArrowType.Timestamp) type).getUnit(), target);
            default -> throw new IllegalStateException("IcebergTypes has no type for " + type);
        };
    }

    private static ValueSource same(int width) {
        return new FixedWidthSource(width, width);
    }

    private static int width(PrimitiveType parquet) {
        return switch (parquet.getPrimitiveTypeName()) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            default -> parquet.getTypeLength();
        };
    }

    private static ValueSource integer(ArrowType.Int type, int width) {
        boolean signed = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case 8 ->
                new ConvertedSource(
                        signed
                                ? (vector, row) -> ((TinyIntVector) vector).get(row)
                                : (vector, row) -> UInt1Vector.getNoOverflow(vector.getDataBuffer(), row),
                        width);
            case 16 ->
                new ConvertedSource(
                        signed
                                ? (vector, row) -> ((SmallIntVector) vector).get(row)
                                : (vector, row) -> ((UInt2Vector) vector).get(row),
                        width);
            case 32 ->
                signed && width == Integer.BYTES
                        ? same(Integer.BYTES)
                        : new ConvertedSource(
                                signed
                                        ? (vector, row) -> ((IntVector) vector).get(row)
                                        : (vector, row) -> UInt4Vector.getNoOverflow(vector.getDataBuffer(), row),
                                width);
            default -> signed ? same(Long.BYTES) : new BigEndianSource(Long.BYTES, width, false);
        };
    }

    private static ValueSource floating(FloatingPointPrecision precision, int width) {
        boolean widen = width == Double.BYTES;
        return switch (precision) {
            case HALF ->
                new ConvertedSource(
                        (vector, row) -> bits(Float16.toFloat(((Float2Vector) vector).get(row)), widen), width);
            case SINGLE ->
                widen
                        ? new ConvertedSource((vector, row) -> bits(((Float4Vector) vector).get(row), true), width)
                        : same(width);
            case DOUBLE -> same(width);
        };
    }

    private static long bits(float value, boolean widen) {
        return widen ? Double.doubleToRawLongBits(value) : Float.floatToRawIntBits(value);
    }

    private static ValueSource decimal(int arrowWidth, PrimitiveType parquet) {
        return parquet.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? new BigEndianSource(arrowWidth, width(parquet), true)
                : new FixedWidthSource(arrowWidth, width(parquet));
    }

    private static ValueSource time(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> micros((vector, row) -> ((TimeSecVector) vector).get(row) * MICROS_PER_SECOND);
            case MILLISECOND -> micros((vector, row) -> ((TimeMilliVector) vector).get(row) * MICROS_PER_MILLI);
            case MICROSECOND -> same(Long.BYTES);
            case NANOSECOND -> micros(WholeMicros::of);
        };
    }

    private static ValueSource timestamp(TimeUnit unit, Type target) {
        boolean nanos = target.typeId() == Type.TypeID.TIMESTAMP_NANO;
        long factor = switch (unit) {
            case SECOND -> MICROS_PER_SECOND;
            case MILLISECOND -> MICROS_PER_MILLI;
            case MICROSECOND, NANOSECOND -> 1;
        };
        long scaled = nanos && unit != TimeUnit.NANOSECOND ? factor * 1_000 : factor;
        return scaled == 1
                ? same(Long.BYTES)
                : micros((vector, row) -> Math.multiplyExact(((TimeStampVector) vector).get(row), scaled));
    }

    private static ValueSource micros(Cell cell) {
        return new ConvertedSource(cell, Long.BYTES);
    }
}
