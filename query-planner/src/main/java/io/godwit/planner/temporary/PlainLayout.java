package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Takes the buffers of one batch as {@link PlainSchema} lays them out. Buffers that already are so are shared, not copied;
 * only 64-bit offsets, views and dictionaries cost a pass.
 */
final class PlainLayout implements AutoCloseable {
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
        nodes.add(new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()));
        if (vector instanceof BaseLargeVariableWidthVector large) {
            appendLarge(large);
        } else if (vector instanceof BaseVariableWidthViewVector views) {
            appendViews(views);
        } else if (vector instanceof LargeListVector lists) {
            buffers.add(lists.getValidityBuffer());
            buffers.add(narrowOffsets(lists.getOffsetBuffer(), lists.getValueCount()));
        } else {
            buffers.addAll(vector.getFieldBuffers());
        }
        vector.getChildrenFromFields().forEach(this::append);
    }

    private FieldVector decode(FieldVector vector) {
        FieldVector decoded =
                (FieldVector) DictionaryEncoder.decode(vector, schema.dictionary(vector.getField()), allocator);
        owned.add(decoded);
        return decoded;
    }

    private void appendLarge(BaseLargeVariableWidthVector vector) {
        buffers.add(vector.getValidityBuffer());
        buffers.add(narrowOffsets(vector.getOffsetBuffer(), vector.getValueCount()));
        buffers.add(vector.getDataBuffer());
    }

    private ArrowBuf narrowOffsets(ArrowBuf offsets, int valueCount) {
        ArrowBuf narrow = allocate((valueCount + 1L) * Integer.BYTES);
        for (int row = 0; row <= valueCount; row++) {
            long offset = valueCount == 0 ? 0 : offsets.getLong((long) row * Long.BYTES);
            narrow.setInt((long) row * Integer.BYTES, narrow(offset));
        }
        return narrow.writerIndex((valueCount + 1L) * Integer.BYTES);
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

    private void appendViews(BaseVariableWidthViewVector vector) {
        int valueCount = vector.getValueCount();
        ArrowBuf offsets = allocate((valueCount + 1L) * Integer.BYTES);
        ArrowBuf data = allocate(narrow(viewedBytes(vector)));
        ArrowBufPointer value = new ArrowBufPointer();
        int end = 0;
        offsets.setInt(0, end);
        for (int row = 0; row < valueCount; row++) {
            if (!vector.isNull(row)) {
                vector.getDataPointer(row, value);
                data.setBytes(end, value.getBuf(), value.getOffset(), value.getLength());
                end += (int) value.getLength();
            }
            offsets.setInt((row + 1L) * Integer.BYTES, end);
        }
        buffers.add(vector.getValidityBuffer());
        buffers.add(offsets.writerIndex((valueCount + 1L) * Integer.BYTES));
        buffers.add(data.writerIndex(end));
    }

    private static long viewedBytes(BaseVariableWidthViewVector vector) {
        long bytes = 0;
        for (int row = 0; row < vector.getValueCount(); row++) {
            bytes += vector.isNull(row) ? 0 : vector.getValueLength(row);
        }
        return bytes;
    }

    private ArrowBuf allocate(long bytes) {
        ArrowBuf buffer = allocator.buffer(bytes);
        owned.add(buffer);
        return buffer;
    }

    @Override
    public void close() {
        AutoCloseables.closeNoChecked(AutoCloseables.all(owned));
    }
}
