package io.godwit.server.metadata;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.server.stream.ListStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Rows of Java values as one batch; for metadata, where rows are few. */
final class RowBatch {
    private RowBatch() {}

    static BatchStream stream(Schema schema, List<@Nullable Object[]> rows, BufferAllocator allocator) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        try {
            batch.allocateNew();
            for (int row = 0; row < rows.size(); row++) {
                @Nullable Object[] values = rows.get(row);
                for (int column = 0; column < values.length; column++) {
                    set(batch.getVector(column), row, values[column]);
                }
            }
            batch.setRowCount(rows.size());
            return new ListStream(schema, List.of(batch));
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private static void set(FieldVector vector, int index, @Nullable Object value) {
        if (value == null) {
            vector.setNull(index);
        } else if (vector instanceof VarCharVector text) {
            text.setSafe(index, ((String) value).getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof VarBinaryVector binary) {
            binary.setSafe(index, (byte[]) value);
        } else if (vector instanceof IntVector number) {
            number.setSafe(index, (Integer) value);
        } else if (vector instanceof BigIntVector number) {
            number.setSafe(index, (Long) value);
        } else if (vector instanceof UInt4Vector number) {
            number.setSafe(index, (Integer) value);
        } else if (vector instanceof UInt1Vector number) {
            number.setSafe(index, (Integer) value);
        } else if (vector instanceof BitVector bit) {
            bit.setSafe(index, (Boolean) value ? 1 : 0);
        } else if (vector instanceof MapVector map) {
            setMap(map, index, (Map<?, ?>) value);
        } else if (vector instanceof ListVector list) {
            setList(list, index, (List<?>) value);
        } else if (vector instanceof DenseUnionVector union) {
            setUnion(union, index, value);
        } else {
            throw new IllegalArgumentException("No metadata column has the type " + vector.getField());
        }
    }

    private static void setList(ListVector list, int index, List<?> values) {
        int start = list.startNewValue(index);
        FieldVector items = list.getDataVector();
        for (int item = 0; item < values.size(); item++) {
            set(items, start + item, values.get(item));
        }
        list.endValue(index, values.size());
    }

    private static void setMap(MapVector map, int index, Map<?, ?> values) {
        int start = map.startNewValue(index);
        StructVector entries = (StructVector) map.getDataVector();
        int entry = start;
        for (Map.Entry<?, ?> value : values.entrySet()) {
            entries.setIndexDefined(entry);
            set((FieldVector) entries.getChildByOrdinal(0), entry, value.getKey());
            set((FieldVector) entries.getChildByOrdinal(1), entry, value.getValue());
            entry++;
        }
        map.endValue(index, values.size());
    }

    private static void setUnion(DenseUnionVector union, int index, Object value) {
        byte typeId = SqlInfo.typeIdOf(value);
        FieldVector member = (FieldVector) union.getVectorByType(typeId);
        int offset = member.getValueCount();
        set(member, offset, value);
        member.setValueCount(offset + 1);
        union.setTypeId(index, typeId);
        union.setOffset(index, offset);
    }
}
