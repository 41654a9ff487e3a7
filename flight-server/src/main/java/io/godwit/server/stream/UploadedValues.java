package io.godwit.server.stream;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.ValueVectorUtility;

/**
 * Checks what a stranger sent before anything follows its offsets: that they ascend and stay within the data, that text is
 * UTF-8, that every column has the batch's rows. Arrow's own check, but without an object for each string.
 */
final class UploadedValues {
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private UploadedValues() {}

    /** @throws RuntimeException that says what is wrong */
    static void check(VectorSchemaRoot batch) {
        for (FieldVector vector : batch.getFieldVectors()) {
            if (vector.getValueCount() != batch.getRowCount()) {
                throw new IllegalArgumentException("Column \"%s\" has %d values in a batch of %d rows"
                        .formatted(vector.getName(), vector.getValueCount(), batch.getRowCount()));
            }
            check(vector);
        }
    }

    private static void check(FieldVector vector) {
        boolean wideOffsets = vector instanceof BaseLargeVariableWidthVector;
        if (!wideOffsets && !(vector instanceof BaseVariableWidthVector)) {
            ValueVectorUtility.validateFull(vector);
            return;
        }
        ValueVectorUtility.validate(vector);
        if (vector.getValueCount() == 0) {
            return;
        }
        checkOffsets(vector, wideOffsets);
        boolean isText = vector instanceof VarCharVector || vector instanceof LargeVarCharVector;
        if (isText && !isAscii(vector, wideOffsets)) {
            ValueVectorUtility.validateFull(vector);
        }
    }

    private static void checkOffsets(FieldVector vector, boolean wide) {
        long address = vector.getOffsetBuffer().memoryAddress();
        long previous = offset(address, wide, 0);
        // Set in the sign as soon as an offset is below zero or below the one before it.
        long wrong = previous;
        for (int i = 1; i <= vector.getValueCount(); i++) {
            long next = offset(address, wide, i);
            wrong |= next | next - previous;
            previous = next;
        }
        if (wrong < 0 || previous > vector.getDataBuffer().capacity()) {
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
