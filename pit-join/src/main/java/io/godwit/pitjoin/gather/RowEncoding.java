package io.godwit.pitjoin.gather;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.godwit.pitjoin.batch.Words;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ElementAddressableVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * The canonical encoding of a row: what decides between rows whose times and sequence numbers are equal.
 *
 * <p>Column by column: a zero byte for null; else a one and the value: fixed-width values most significant byte first, a
 * bit as one byte, bytes and lists preceded by their length, structs child by child. It depends on values alone, never on
 * where a row stands.
 */
public final class RowEncoding {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ArrowBufPointer pointer = new ArrowBufPointer();

    /** The encoding of {@code row} of {@code columns}. */
    public byte[] encode(List<FieldVector> columns, int row) {
        bytes.reset();
        for (FieldVector column : columns) {
            encode(column, row);
        }
        return bytes.toByteArray();
    }

    private void encode(ValueVector column, int row) {
        ValueVector vector = column instanceof FieldVector field ? Words.storage(field) : column;
        if (vector.isNull(row)) {
            bytes.write(0);
            return;
        }
        bytes.write(1);
        if (vector instanceof BitVector bits) {
            bytes.write(bits.get(row));
        } else if (vector instanceof StructVector struct) {
            struct.getChildrenFromFields().forEach(child -> encode(child, row));
        } else if (vector instanceof ListVector list) {
            encodeElements(list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
        } else if (vector instanceof LargeListVector list) {
            encodeElements(
                    list.getDataVector(),
                    Math.toIntExact(list.getElementStartIndex(row)),
                    Math.toIntExact(list.getElementEndIndex(row)));
        } else if (vector instanceof FixedSizeListVector list) {
            encodeElements(list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
        } else if (vector instanceof ElementAddressableVector addressable) {
            encodeBytes(addressable, row);
        } else {
            encodeText(vector.getObject(row).toString());
        }
    }

    private void encodeElements(ValueVector elements, int start, int end) {
        writeInt(end - start);
        for (int element = start; element < end; element++) {
            encode(elements, element);
        }
    }

    private void encodeBytes(ElementAddressableVector vector, int row) {
        vector.getDataPointer(row, pointer);
        int length = Math.toIntExact(pointer.getLength());
        boolean littleEndian = vector instanceof BaseFixedWidthVector && !(vector instanceof FixedSizeBinaryVector);
        if (!littleEndian) {
            writeInt(length);
        }
        for (int i = 0; i < length; i++) {
            bytes.write(pointer.getBuf().getByte(pointer.getOffset() + (littleEndian ? length - 1 - i : i)));
        }
    }

    private void encodeText(String text) {
        byte[] encoded = text.getBytes(UTF_8);
        writeInt(encoded.length);
        bytes.write(encoded, 0, encoded.length);
    }

    private void writeInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write(value >>> shift);
        }
    }
}
