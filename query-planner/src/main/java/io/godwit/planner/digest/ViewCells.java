package io.godwit.planner.digest;

import org.apache.arrow.memory.util.ArrowBufPointer;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/** String and binary views; they hash as plain strings and binaries do. */
final class ViewCells implements CellHasher {
    private final Digest key;
    private final ArrowBufPointer value = new ArrowBufPointer();
    private final Murmur3 murmur = new Murmur3();

    ViewCells(Digest key) {
        this.key = key;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        BaseVariableWidthViewVector views = (BaseVariableWidthViewVector) vector;
        for (int row = 0; row < count; row++) {
            if (views.isNull(start + row)) {
                cells.set(row, key);
            } else {
                views.getDataPointer(start + row, value);
                murmur.hashMemory(key, value.getBuf().memoryAddress() + value.getOffset(), value.getLength());
                cells.set(row, murmur);
            }
        }
    }
}
