package io.godwit.planner.digest;

import static org.apache.arrow.memory.util.MemoryUtil.getInt;

import org.apache.arrow.vector.FieldVector;

/** Strings and binaries with 32-bit offsets. */
final class BytesCells implements CellHasher {
    private final Digest key;
    private final Murmur3 murmur = new Murmur3();

    BytesCells(Digest key) {
        this.key = key;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        if (count == 0) {
            return;
        }
        long data = vector.getDataBufferAddress();
        long offsets = vector.getOffsetBufferAddress() + (long) start * Integer.BYTES;
        int from = getInt(offsets);
        for (int row = 0; row < count; row++) {
            int to = getInt(offsets + (row + 1L) * Integer.BYTES);
            murmur.hashMemory(key, data + from, to - from);
            cells.set(row, murmur);
            from = to;
        }
        Nulls.overwrite(vector, start, count, cells, key);
    }
}
