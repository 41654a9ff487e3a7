package io.godwit.server.stream;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Turns string and binary <i>views</i>, which Polars sends, into plain strings and binaries, which all else works on. What a
 * view points to comes from a stranger, so every length, buffer and offset is checked.
 */
final class PlainStrings {
    /** A view holds a length, then either the bytes themselves or a prefix, the number of a buffer and an offset in it. */
    private static final int VIEW_BYTES = BaseVariableWidthViewVector.ELEMENT_SIZE;

    private static final int INLINE_BYTES = BaseVariableWidthViewVector.INLINE_SIZE;
    private static final int INLINE_AT = Integer.BYTES;
    private static final int BUFFER_AT = 2 * Integer.BYTES;
    private static final int OFFSET_AT = 3 * Integer.BYTES;

    private PlainStrings() {}

    /** {@code schema} with the plain types. */
    static Schema of(Schema schema) {
        List<Field> fields = new ArrayList<>();
        for (Field field : schema.getFields()) {
            fields.add(isView(field) ? plain(field) : requireNoViewsWithin(field));
        }
        return new Schema(fields, schema.getCustomMetadata());
    }

    static boolean isView(Field field) {
        return field.getType() instanceof ArrowType.Utf8View || field.getType() instanceof ArrowType.BinaryView;
    }

    /** {@code batch} with plain vectors for its views; the batch itself is used up. */
    static VectorSchemaRoot of(VectorSchemaRoot batch, BufferAllocator allocator) {
        List<FieldVector> vectors = new ArrayList<>();
        try {
            for (FieldVector vector : batch.getFieldVectors()) {
                if (vector instanceof BaseVariableWidthViewVector views) {
                    vectors.add(copy(views, allocator));
                } else {
                    var transfer = vector.getTransferPair(allocator);
                    transfer.transfer();
                    vectors.add((FieldVector) transfer.getTo());
                }
            }
            return new VectorSchemaRoot(vectors);
        } catch (RuntimeException e) {
            vectors.forEach(FieldVector::close);
            throw e;
        } finally {
            batch.close();
        }
    }

    private static Field plain(Field field) {
        ArrowType type =
                field.getType() instanceof ArrowType.Utf8View ? ArrowType.Utf8.INSTANCE : ArrowType.Binary.INSTANCE;
        return new Field(
                field.getName(), new FieldType(field.isNullable(), type, null, field.getMetadata()), List.of());
    }

    private static Field requireNoViewsWithin(Field field) {
        for (Field child : field.getChildren()) {
            if (isView(child)) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" holds string views within %s; send plain strings, in Polars frame.to_arrow(compat_level=pl.CompatLevel.oldest())"
                                .formatted(field.getName(), field.getType()));
            }
            requireNoViewsWithin(child);
        }
        return field;
    }

    private static FieldVector copy(BaseVariableWidthViewVector views, BufferAllocator allocator) {
        int count = views.getValueCount();
        ArrowBuf viewBuffer = views.getDataBuffer();
        if (viewBuffer.capacity() < (long) count * VIEW_BYTES) {
            throw bad(views, "%d bytes of views for %d rows".formatted(viewBuffer.capacity(), count));
        }
        long total = 0;
        for (int row = 0; row < count; row++) {
            total += views.isNull(row) ? 0 : checkedLength(views, viewBuffer, row);
        }
        if (total > Integer.MAX_VALUE) {
            throw bad(views, "one batch of it holds %,d bytes, more than 2 GiB; send smaller batches".formatted(total));
        }
        BaseVariableWidthVector target =
                (BaseVariableWidthVector) plain(views.getField()).createVector(allocator);
        try {
            target.allocateNew(total, count);
            fill(views, viewBuffer, target, count);
            return target;
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static void fill(
            BaseVariableWidthViewVector views, ArrowBuf viewBuffer, BaseVariableWidthVector target, int count) {
        int end = 0;
        ArrowBuf data = target.getDataBuffer();
        ArrowBuf offsets = target.getOffsetBuffer();
        offsets.setInt(0, 0);
        for (int row = 0; row < count; row++) {
            if (!views.isNull(row)) {
                long view = (long) row * VIEW_BYTES;
                int length = viewBuffer.getInt(view);
                if (length <= INLINE_BYTES) {
                    data.setBytes(end, viewBuffer, view + INLINE_AT, length);
                } else {
                    ArrowBuf source = views.getDataBuffers().get(viewBuffer.getInt(view + BUFFER_AT));
                    data.setBytes(end, source, viewBuffer.getInt(view + OFFSET_AT), length);
                }
                end += length;
                BitVectorHelper.setBit(target.getValidityBuffer(), row);
            }
            offsets.setInt((row + 1L) * VarBinaryVector.OFFSET_WIDTH, end);
        }
        target.setLastSet(count - 1);
        target.setValueCount(count);
    }

    private static int checkedLength(BaseVariableWidthViewVector views, ArrowBuf viewBuffer, int row) {
        long view = (long) row * VIEW_BYTES;
        int length = viewBuffer.getInt(view);
        if (length < 0) {
            throw bad(views, "row %d has length %d".formatted(row, length));
        }
        if (length > INLINE_BYTES) {
            int buffer = viewBuffer.getInt(view + BUFFER_AT);
            int offset = viewBuffer.getInt(view + OFFSET_AT);
            if (buffer < 0 || buffer >= views.getDataBuffers().size()) {
                throw bad(
                        views,
                        "row %d points into buffer %d of %d"
                                .formatted(row, buffer, views.getDataBuffers().size()));
            }
            long capacity = views.getDataBuffers().get(buffer).capacity();
            if (offset < 0 || offset + (long) length > capacity) {
                throw bad(
                        views,
                        "row %d points to bytes %d to %d of %d"
                                .formatted(row, offset, offset + (long) length, capacity));
            }
        }
        return length;
    }

    private static GodwitException bad(BaseVariableWidthViewVector views, String reason) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The upload cannot be read: column \"%s\": %s".formatted(views.getName(), reason));
    }
}
