package io.godwit.planner.digest;

import static org.apache.arrow.memory.util.MemoryUtil.getLong;

import org.apache.arrow.vector.FieldVector;

/** Strings and binaries with 64-bit offsets; they hash as those with 32-bit offsets do. */
final class LargeBytesCells implements CellHasher {
    private final Digest key;
    private final Murmur3 murmur = new Murmur3();

    LargeBytesCells(Digest key) {
        this.key = key;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        if (count == 0) {
            return;
        }
        long data = vector.getDataBufferAddress();
        long offsets = vector.getOffsetBufferAddress() + (long) start * Long.BYTES;
        long from = getLong(offsets);
        for (int row = 0; row < count; row++) {
            long to = getLong(offsets + (row + 1L) * Long.BYTES);
            murmur.hashMemory(key, data + from, to - from);
            cells.set(row, murmur);
            from = to;
        }
        Nulls.overwrite(vector, start, count, cells, key);
    }
}
