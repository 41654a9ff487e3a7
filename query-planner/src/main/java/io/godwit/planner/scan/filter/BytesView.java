package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;

/** The bytes of a string or binary vector, compared in place: unsigned, the shorter first. */
final class BytesView {
    private final ArrowBuf data;
    /** Address of the offsets; unused where every value is {@code width} bytes. */
    private final long offsets;

    private final int width;

    BytesView(FieldVector vector) {
        this.data = vector.getDataBuffer();
        this.width = vector instanceof FixedSizeBinaryVector fixed ? fixed.getByteWidth() : 0;
        this.offsets = vector instanceof BaseVariableWidthVector variable
                ? variable.getOffsetBuffer().memoryAddress()
                : 0;
    }

    int compare(int row, byte[] literal) {
        return ByteFunctionHelpers.compare(data, start(row), end(row), literal, 0, literal.length);
    }

    boolean startsWith(int row, byte[] prefix) {
        int start = start(row);
        return end(row) - start >= prefix.length
                && ByteFunctionHelpers.compare(data, start, start + prefix.length, prefix, 0, prefix.length) == 0;
    }

    int start(int row) {
        return width > 0 ? row * width : MemoryUtil.getInt(offsets + (long) row * Integer.BYTES);
    }

    int end(int row) {
        return width > 0 ? (row + 1) * width : MemoryUtil.getInt(offsets + (row + 1L) * Integer.BYTES);
    }
}
