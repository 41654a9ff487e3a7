package io.godwit.planner.temporary;

import java.math.BigDecimal;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.util.ValueVectorUtility;

/**
 * Checks what a stranger sent before anything follows its offsets: that they ascend and stay within the data, that text is
 * UTF-8, that every column has the batch's rows, and no nulls where it says so. Arrow's own check, but for maps, views and
 * half floats, and without an object for each string.
 */
final class UploadedValues {
    /** A view holds a length, then either the bytes themselves or a prefix, the number of a buffer and an offset in it. */
    static final int VIEW_BYTES = BaseVariableWidthViewVector.ELEMENT_SIZE;

    static final int BUFFER_AT = 2 * Integer.BYTES;
    static final int OFFSET_AT = 3 * Integer.BYTES;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private UploadedValues() {}

    /**
     * Text in views is not looked at.
     *
     * @throws RuntimeException that says what is wrong; Arrow's own ValidateException or IllegalArgumentException
     */
    static void check(VectorSchemaRoot batch) {
        for (FieldVector vector : batch.getFieldVectors()) {
            if (vector.getValueCount() != batch.getRowCount()) {
                throw new IllegalArgumentException("Column \"%s\" has %d values in a batch of %d rows"
                        .formatted(vector.getName(), vector.getValueCount(), batch.getRowCount()));
            }
            check(vector);
            if (saysNoNulls(vector)) {
                throw unexpectedNull(vector);
            }
        }
    }

    private static void check(FieldVector vector) {
        if (vector instanceof ListVector lists) {
            checkBuffers(lists, Integer.BYTES);
            checkOffsets(lists, false, lists.getDataVector().getValueCount());
            check((FieldVector) lists.getDataVector());
            checkNullElements(lists, (FieldVector) lists.getDataVector());
        } else if (vector instanceof LargeListVector lists) {
            checkBuffers(lists, Long.BYTES);
            checkOffsets(lists, true, lists.getDataVector().getValueCount());
            check((FieldVector) lists.getDataVector());
        } else if (vector instanceof StructVector struct) {
            checkBuffers(struct, 0);
            struct.getChildrenFromFields().forEach(child -> checkChild(struct, child, struct.getValueCount()));
            struct.getChildrenFromFields().forEach(child -> checkNullsWithin(struct, child));
        } else if (vector instanceof FixedSizeListVector lists) {
            checkBuffers(lists, 0);
            checkChild(lists, (FieldVector) lists.getDataVector(), (long) lists.getValueCount() * lists.getListSize());
            checkNullElements(lists, (FieldVector) lists.getDataVector());
        } else if (vector instanceof BaseVariableWidthViewVector views) {
            checkViews(views);
        } else if (vector instanceof Float2Vector halves) {
            checkBuffers(halves, 0);
            if (halves.getDataBuffer().capacity() < (long) Short.BYTES * halves.getValueCount()) {
                throw new IllegalArgumentException("Column \"%s\" has less data than %d values need"
                        .formatted(halves.getName(), halves.getValueCount()));
            }
        } else if (vector instanceof BaseVariableWidthVector || vector instanceof BaseLargeVariableWidthVector) {
            checkBytes(vector, vector instanceof BaseLargeVariableWidthVector);
        } else if (vector instanceof DecimalVector decimals) {
            checkDigits(decimals, decimals.getPrecision());
        } else if (vector instanceof Decimal256Vector decimals) {
            checkDigits(decimals, decimals.getPrecision());
        } else {
            ValueVectorUtility.validateFull(vector);
        }
    }

    private static void checkChild(FieldVector parent, FieldVector child, long leastValues) {
        if (child.getValueCount() < leastValues) {
            throw new IllegalArgumentException("Column \"%s\" has %d values within where it needs %d"
                    .formatted(parent.getName(), child.getValueCount(), leastValues));
        }
        check(child);
    }

    /** A column without nulls has none where what it stands in is there. */
    private static void checkNullsWithin(StructVector struct, FieldVector child) {
        for (int row = 0; saysNoNulls(child) && row < struct.getValueCount(); row++) {
            if (child.isNull(row) && !struct.isNull(row)) {
                throw unexpectedNull(child);
            }
        }
    }

    private static void checkNullElements(BaseListVector lists, FieldVector elements) {
        for (int row = 0; saysNoNulls(elements) && row < ((FieldVector) lists).getValueCount(); row++) {
            for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
                if (elements.isNull(i) && !lists.isNull(row)) {
                    throw unexpectedNull(elements);
                }
            }
        }
    }

    private static boolean saysNoNulls(FieldVector vector) {
        return !vector.getField().isNullable() && vector.getNullCount() > 0;
    }

    private static IllegalArgumentException unexpectedNull(FieldVector vector) {
        return new IllegalArgumentException(
                "Column \"%s\" says that it has no nulls and has some".formatted(vector.getName()));
    }

    private static void checkViews(BaseVariableWidthViewVector vector) {
        checkBuffers(vector, 0);
        ArrowBuf views = vector.getDataBuffer();
        if (views.capacity() < (long) vector.getValueCount() * VIEW_BYTES) {
            throw new IllegalArgumentException("Column \"%s\" has %d bytes of views for %d rows"
                    .formatted(vector.getName(), views.capacity(), vector.getValueCount()));
        }
        for (int row = 0; row < vector.getValueCount(); row++) {
            if (!vector.isNull(row)) {
                checkView(vector, views, row);
            }
        }
    }

    private static void checkView(BaseVariableWidthViewVector vector, ArrowBuf views, int row) {
        int length = views.getInt((long) row * VIEW_BYTES);
        if (length < 0) {
            throw astray(vector, row, "has length " + length);
        }
        if (length > BaseVariableWidthViewVector.INLINE_SIZE) {
            int buffer = views.getInt((long) row * VIEW_BYTES + BUFFER_AT);
            int offset = views.getInt((long) row * VIEW_BYTES + OFFSET_AT);
            if (buffer < 0 || buffer >= vector.getDataBuffers().size()) {
                throw astray(vector, row, "points into buffer " + buffer);
            }
            long capacity = vector.getDataBuffers().get(buffer).capacity();
            if (offset < 0 || offset + (long) length > capacity) {
                throw astray(vector, row, "points %d bytes from %d of %d".formatted(length, offset, capacity));
            }
        }
    }

    private static IllegalArgumentException astray(FieldVector vector, int row, String reason) {
        return new IllegalArgumentException("Column \"%s\", row %d %s".formatted(vector.getName(), row, reason));
    }

    /**
     * Arrow's own check refuses every map, for it takes it for a list of another type, and lists of what it does not know.
     *
     * @param offsetBytes of each offset; zero where there are none
     */
    private static void checkBuffers(FieldVector vector, int offsetBytes) {
        int count = vector.getValueCount();
        boolean fits = vector.getValidityBuffer().capacity() >= (count + 7L) / 8
                && (offsetBytes == 0
                        || count == 0
                        || vector.getOffsetBuffer().capacity() >= offsetBytes * (count + 1L));
        if (!fits) {
            throw new IllegalArgumentException("Column \"%s\" has less validity or fewer offsets than %d values need"
                    .formatted(vector.getName(), count));
        }
    }

    private static void checkBytes(FieldVector vector, boolean wideOffsets) {
        ValueVectorUtility.validate(vector);
        checkOffsets(vector, wideOffsets, vector.getDataBuffer().capacity());
        boolean isText = vector instanceof VarCharVector || vector instanceof LargeVarCharVector;
        if (isText && vector.getValueCount() > 0 && !isAscii(vector, wideOffsets)) {
            ValueVectorUtility.validateFull(vector);
        }
    }

    /** Arrow's own check refuses values that need every digit their type has. */
    private static void checkDigits(FieldVector vector, int precision) {
        ValueVectorUtility.validate(vector);
        for (int i = 0; i < vector.getValueCount(); i++) {
            if (vector.getObject(i) instanceof BigDecimal value && value.precision() > precision) {
                throw new IllegalArgumentException("Column \"%s\" has %s, which has more than the %d digits of its type"
                        .formatted(vector.getName(), value.toPlainString(), precision));
            }
        }
    }

    /** @param end what the last offset may be at most */
    private static void checkOffsets(FieldVector vector, boolean wide, long end) {
        if (vector.getValueCount() == 0) {
            return;
        }
        long address = vector.getOffsetBuffer().memoryAddress();
        long previous = offset(address, wide, 0);
        // Set in the sign as soon as an offset is below zero or below the one before it.
        long wrong = previous;
        for (int i = 1; i <= vector.getValueCount(); i++) {
            long next = offset(address, wide, i);
            wrong |= next | next - previous;
            previous = next;
        }
        if (wrong < 0 || previous > end) {
            throw new IllegalArgumentException(
                    "Column \"%s\" has offsets that descend or lie outside its data".formatted(vector.getName()));
        }
    }

    /** Whether all bytes the values span are ASCII: then wherever offsets cut them, what results is UTF-8. */
    private static boolean isAscii(FieldVector vector, boolean wide) {
        long offsets = vector.getOffsetBuffer().memoryAddress();
        long data = vector.getDataBuffer().memoryAddress();
        long at = data + offset(offsets, wide, 0);
        long end = data + offset(offsets, wide, vector.getValueCount());
        long seen = 0;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            seen |= MemoryUtil.getLong(at);
        }
        for (; at < end; at++) {
            seen |= MemoryUtil.getByte(at);
        }
        return (seen & HIGH_BITS) == 0;
    }

    private static long offset(long address, boolean wide, int index) {
        return wide ? MemoryUtil.getLong(address + 8L * index) : MemoryUtil.getInt(address + 4L * index);
    }
}
