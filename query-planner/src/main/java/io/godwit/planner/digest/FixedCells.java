package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;

/** Values of a fixed number of bytes, hashed as they lie in memory: decimals, intervals, fixed-size binaries. */
final class FixedCells implements CellHasher {
    private final Digest key;
    private final int byteWidth;
    private final Murmur3 murmur = new Murmur3();

    FixedCells(Digest key, int byteWidth) {
        this.key = key;
        this.byteWidth = byteWidth;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        long data = vector.getDataBufferAddress();
        for (int row = 0; row < count; row++) {
            murmur.hashMemory(key, data + (long) (start + row) * byteWidth, byteWidth);
            cells.set(row, murmur);
        }
        Nulls.overwrite(vector, start, count, cells, key);
    }
}
