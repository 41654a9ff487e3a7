package io.godwit.planner.scan.delete;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.UUIDUtil;
import org.jspecify.annotations.Nullable;

/** One row of vectors at a time, as Iceberg's internal values. */
final class VectorRow implements StructLike {
    private final Types.StructType type;
    private final List<? extends FieldVector> vectors;
    private int row;

    VectorRow(Types.StructType type, List<? extends FieldVector> vectors) {
        this.type = type;
        this.vectors = vectors;
    }

    /** This, standing at another row. */
    VectorRow at(int newRow) {
        row = newRow;
        return this;
    }

    @Override
    public int size() {
        return vectors.size();
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        Object value = value(type.fields().get(position).type(), vectors.get(position));
        return value == null ? null : javaClass.cast(value);
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("A row of vectors is read only");
    }

    private @Nullable Object value(Type valueType, FieldVector vector) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (valueType.typeId()) {
            case BOOLEAN -> ((BitVector) vector).get(row) == 1;
            case INTEGER -> ((IntVector) vector).get(row);
            case LONG -> ((BigIntVector) vector).get(row);
            case FLOAT -> ((Float4Vector) vector).get(row);
            case DOUBLE -> ((Float8Vector) vector).get(row);
            case DATE -> ((DateDayVector) vector).get(row);
            case TIME -> ((TimeMicroVector) vector).get(row);
            case TIMESTAMP, TIMESTAMP_NANO -> ((TimeStampVector) vector).get(row);
            case STRING -> ((VarCharVector) vector).getObject(row).toString();
            case BINARY -> ByteBuffer.wrap(((VarBinaryVector) vector).get(row));
            case FIXED -> ByteBuffer.wrap(((FixedSizeBinaryVector) vector).get(row));
            case UUID -> UUIDUtil.convert(((FixedSizeBinaryVector) vector).get(row));
            case DECIMAL -> ((DecimalVector) vector).getObject(row);
            case STRUCT ->
                new VectorRow(valueType.asStructType(), ((StructVector) vector).getChildrenFromFields()).at(row);
            default -> throw new IllegalArgumentException("Keys cannot be of type " + valueType);
        };
    }
}
