package io.godwit.planner.scan.parquet.page;

import io.godwit.planner.scan.parquet.encoding.Conversion;
import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Which Parquet types are read into which Arrow types, and how. */
final class LeafTypes {
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;

    private LeafTypes() {}

    /** The decoders from one type to the other, or null where no conversion keeps the values. */
    static @Nullable LeafDecoders decoders(
            BufferAllocator allocator, PrimitiveType from, ArrowType to, boolean nullable) {
        if (to instanceof ArrowType.Bool) {
            return is(from, PrimitiveTypeName.BOOLEAN) ? new LeafDecoders.Booleans(allocator, nullable) : null;
        }
        if (to instanceof ArrowType.Utf8 || to instanceof ArrowType.Binary) {
            return is(from, PrimitiveTypeName.BINARY) ? new LeafDecoders.VariableWidth(allocator, nullable) : null;
        }
        if (to instanceof ArrowType.Decimal decimal && is(from, PrimitiveTypeName.BINARY)) {
            return sameScale(from, decimal) ? new LeafDecoders.FixedWidth(allocator, from, null, nullable) : null;
        }
        Conversion conversion = conversion(from, to);
        return conversion == null ? null : new LeafDecoders.FixedWidth(allocator, from, conversion, nullable);
    }

    private static @Nullable Conversion conversion(PrimitiveType from, ArrowType to) {
        if (to instanceof ArrowType.Int integer) {
            return integer(from, integer.getBitWidth());
        }
        if (to instanceof ArrowType.FloatingPoint floating) {
            return floating(from, floating.getPrecision());
        }
        if (to instanceof ArrowType.Decimal decimal) {
            return sameScale(from, decimal) ? decimal(from) : null;
        }
        if (to instanceof ArrowType.Date) {
            return is(from, PrimitiveTypeName.INT32) ? Conversion.copy(Integer.BYTES) : null;
        }
        if (to instanceof ArrowType.Time) {
            return time(from);
        }
        if (to instanceof ArrowType.Timestamp timestamp) {
            return timestamp(from, timestamp.getUnit());
        }
        if (to instanceof ArrowType.FixedSizeBinary fixed) {
            return is(from, PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) && from.getTypeLength() == fixed.getByteWidth()
                    ? Conversion.copy(fixed.getByteWidth())
                    : null;
        }
        return null;
    }

    private static boolean is(PrimitiveType type, PrimitiveTypeName name) {
        return type.getPrimitiveTypeName() == name;
    }

    private static @Nullable Conversion integer(PrimitiveType from, int bits) {
        if (is(from, PrimitiveTypeName.INT64)) {
            return bits == Long.SIZE ? Conversion.copy(Long.BYTES) : null;
        }
        if (!is(from, PrimitiveTypeName.INT32)) {
            return null;
        }
        if (bits == Integer.SIZE) {
            return Conversion.copy(Integer.BYTES);
        }
        boolean unsigned =
                from.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer && !integer.isSigned();
        return unsigned ? Conversion.UNSIGNED_INT_TO_LONG : Conversion.INT_TO_LONG;
    }

    private static @Nullable Conversion floating(PrimitiveType from, FloatingPointPrecision precision) {
        if (is(from, PrimitiveTypeName.DOUBLE)) {
            return precision == FloatingPointPrecision.DOUBLE ? Conversion.copy(Double.BYTES) : null;
        }
        if (!is(from, PrimitiveTypeName.FLOAT)) {
            return null;
        }
        return precision == FloatingPointPrecision.DOUBLE ? Conversion.FLOAT_TO_DOUBLE : Conversion.copy(Float.BYTES);
    }

    private static boolean sameScale(PrimitiveType from, ArrowType.Decimal to) {
        LogicalTypeAnnotation logical = from.getLogicalTypeAnnotation();
        int scale = logical instanceof DecimalLogicalTypeAnnotation decimal ? decimal.getScale() : 0;
        return scale == to.getScale();
    }

    private static @Nullable Conversion decimal(PrimitiveType from) {
        return switch (from.getPrimitiveTypeName()) {
            case INT32 -> Conversion.INT_TO_DECIMAL;
            case INT64 -> Conversion.LONG_TO_DECIMAL;
            case FIXED_LEN_BYTE_ARRAY -> Conversion.fixedToDecimal(from.getTypeLength());
            default -> null;
        };
    }

    private static @Nullable Conversion time(PrimitiveType from) {
        LogicalTypeAnnotation logical = from.getLogicalTypeAnnotation();
        LogicalTypeAnnotation.TimeUnit unit = logical instanceof TimeLogicalTypeAnnotation time
                ? time.getUnit()
                : LogicalTypeAnnotation.TimeUnit.MICROS;
        if (is(from, PrimitiveTypeName.INT32)) {
            return unit == LogicalTypeAnnotation.TimeUnit.MILLIS ? Conversion.scaleInt(1000) : null;
        }
        return is(from, PrimitiveTypeName.INT64) && unit == LogicalTypeAnnotation.TimeUnit.MICROS
                ? Conversion.copy(Long.BYTES)
                : null;
    }

    private static @Nullable Conversion timestamp(PrimitiveType from, TimeUnit unit) {
        boolean nanos = unit == TimeUnit.NANOSECOND;
        return switch (from.getPrimitiveTypeName()) {
            case INT96 -> nanos ? Conversion.INT96_TO_NANOS : Conversion.INT96_TO_MICROS;
            case INT32 ->
                from.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation
                        ? Conversion.scaleInt(nanos ? NANOS_OF_DAY : NANOS_OF_DAY / 1000)
                        : null;
            case INT64 -> longTimestamp(from, nanos);
            default -> null;
        };
    }

    private static @Nullable Conversion longTimestamp(PrimitiveType from, boolean nanos) {
        LogicalTypeAnnotation logical = from.getLogicalTypeAnnotation();
        if (!(logical instanceof TimestampLogicalTypeAnnotation timestamp)) {
            return Conversion.copy(Long.BYTES);
        }
        return switch (timestamp.getUnit()) {
            case MILLIS -> Conversion.scaleLong(nanos ? 1_000_000 : 1000);
            case MICROS -> nanos ? Conversion.scaleLong(1000) : Conversion.copy(Long.BYTES);
            case NANOS -> nanos ? Conversion.copy(Long.BYTES) : null;
        };
    }
}
