package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Takes the buffers of one checked batch as {@link PlainSchema} lays them out. Buffers that already are so are shared, not
 * copied.
 */
final class PlainLayout implements AutoCloseable {
    private static final int DECIMAL_BYTES = 16;
    private static final int WIDE_DECIMAL_BYTES = 32;

    private final PlainSchema schema;
    private final BufferAllocator allocator;
    private final List<ArrowFieldNode> nodes = new ArrayList<>();
    private final List<ArrowBuf> buffers = new ArrayList<>();
    private final List<AutoCloseable> owned = new ArrayList<>();

    private PlainLayout(PlainSchema schema, BufferAllocator allocator) {
        this.schema = schema;
        this.allocator = allocator;
    }

    /** The batch's rows; the caller closes both. */
    static ArrowRecordBatch unload(VectorSchemaRoot batch, PlainSchema schema, BufferAllocator allocator) {
        try (PlainLayout layout = new PlainLayout(schema, allocator)) {
            batch.getFieldVectors().forEach(layout::append);
            return new ArrowRecordBatch(batch.getRowCount(), layout.nodes, layout.buffers);
        }
    }

    private void append(FieldVector vector) {
        if (vector.getField().getDictionary() != null) {
            append(decode(vector));
            return;
        }
        int valueCount = vector.getValueCount();
        nodes.add(new ArrowFieldNode(valueCount, vector.getNullCount()));
        if (vector instanceof BaseLargeVariableWidthVector large) {
            add(vector.getValidityBuffer(), narrowOffsets(large.getOffsetBuffer(), valueCount), large.getDataBuffer());
        } else if (vector instanceof BaseVariableWidthViewVector views) {
            appendViews(views);
        } else if (vector instanceof LargeListVector lists) {
            add(vector.getValidityBuffer(), narrowOffsets(lists.getOffsetBuffer(), valueCount));
        } else if (vector instanceof FixedSizeListVector lists) {
            add(vector.getValidityBuffer(), offsets(valueCount, lists.getListSize()));
        } else if (vector instanceof Float2Vector halves) {
            add(vector.getValidityBuffer(), floats(halves));
        } else if (vector instanceof Decimal256Vector) {
            add(vector.getValidityBuffer(), narrowDecimals(vector.getDataBuffer(), valueCount));
        } else {
            appendInPlainUnit(vector);
        }
        vector.getChildrenFromFields().forEach(this::append);
    }

    private void appendInPlainUnit(FieldVector vector) {
        UnitChange change = UnitChange.of(vector.getField().getType());
        if (change == null) {
            buffers.addAll(vector.getFieldBuffers());
        } else {
            ArrowBuf target = allocate((long) vector.getValueCount() * change.targetBytes());
            change.convert(vector, target);
            add(vector.getValidityBuffer(), target);
        }
    }

    private void add(ArrowBuf... ofOneVector) {
        buffers.addAll(List.of(ofOneVector));
    }

    private FieldVector decode(FieldVector vector) {
        FieldVector decoded =
                (FieldVector) DictionaryEncoder.decode(vector, schema.dictionary(vector.getField()), allocator);
        owned.add(decoded);
        return decoded;
    }

    private ArrowBuf narrowOffsets(ArrowBuf offsets, int valueCount) {
        ArrowBuf narrow = allocate((valueCount + 1L) * Integer.BYTES);
        for (int row = 0; row <= valueCount; row++) {
            long offset = valueCount == 0 ? 0 : offsets.getLong((long) row * Long.BYTES);
            narrow.setInt((long) row * Integer.BYTES, narrow(offset));
        }
        return narrow;
    }

    private static int narrow(long offset) {
        if (offset != (int) offset) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "A batch of the upload holds %,d bytes in one column; send batches of less than 2 GiB"
                            .formatted(offset));
        }
        return (int) offset;
    }

    private ArrowBuf offsets(int valueCount, int length) {
        ArrowBuf offsets = allocate((valueCount + 1L) * Integer.BYTES);
        for (int row = 0; row <= valueCount; row++) {
            offsets.setInt((long) row * Integer.BYTES, narrow((long) row * length));
        }
        return offsets;
    }

    private ArrowBuf floats(Float2Vector halves) {
        ArrowBuf floats = allocate((long) halves.getValueCount() * Float.BYTES);
        for (int row = 0; row < halves.getValueCount(); row++) {
            short half = halves.getDataBuffer().getShort((long) row * Short.BYTES);
            floats.setFloat((long) row * Float.BYTES, Float16.toFloat(half));
        }
        return floats;
    }

    /** Values of so few digits that their lower half says it all. */
    private ArrowBuf narrowDecimals(ArrowBuf wide, int valueCount) {
        ArrowBuf narrow = allocate((long) valueCount * DECIMAL_BYTES);
        for (int row = 0; row < valueCount; row++) {
            narrow.setBytes((long) row * DECIMAL_BYTES, wide, (long) row * WIDE_DECIMAL_BYTES, DECIMAL_BYTES);
        }
        return narrow;
    }

    /** Reads views itself, since Arrow's vector takes twelve bytes, which stand in the view, for a place elsewhere. */
    private void appendViews(BaseVariableWidthViewVector vector) {
        int valueCount = vector.getValueCount();
        ArrowBuf views = vector.getDataBuffer();
        long bytes = 0;
        for (int row = 0; row < valueCount; row++) {
            bytes += vector.isNull(row) ? 0 : views.getInt((long) row * UploadedValues.VIEW_BYTES);
        }
        ArrowBuf offsets = allocate((valueCount + 1L) * Integer.BYTES);
        ArrowBuf data = allocate(narrow(bytes));
        int end = 0;
        offsets.setInt(0, end);
        for (int row = 0; row < valueCount; row++) {
            if (!vector.isNull(row)) {
                long view = (long) row * UploadedValues.VIEW_BYTES;
                int length = views.getInt(view);
                if (length <= BaseVariableWidthViewVector.INLINE_SIZE) {
                    data.setBytes(end, views, view + Integer.BYTES, length);
                } else {
                    ArrowBuf source = vector.getDataBuffers().get(views.getInt(view + UploadedValues.BUFFER_AT));
                    data.setBytes(end, source, views.getInt(view + UploadedValues.OFFSET_AT), length);
                }
                end += length;
            }
            offsets.setInt((row + 1L) * Integer.BYTES, end);
        }
        add(vector.getValidityBuffer(), offsets, data);
    }

    private ArrowBuf allocate(long bytes) {
        ArrowBuf buffer = allocator.buffer(bytes);
        owned.add(buffer);
        return buffer.writerIndex(bytes);
    }

    @Override
    public void close() {
        AutoCloseables.closeNoChecked(AutoCloseables.all(owned));
    }
}
