package io.godwit.planner.digest;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/** The hash of a null is its column's key, whatever bytes the vector holds there. */
final class Nulls {
    private static final int ALL_VALID = 0xFF;

    private Nulls() {}

    /** Replaces the hashes of null rows. */
    static void overwrite(FieldVector vector, int start, int count, HashColumn cells, Digest key) {
        ArrowBuf validity = vector.getValidityBuffer();
        if (validity.capacity() == 0) {
            return;
        }
        long address = validity.memoryAddress();
        int row = 0;
        while (row < count) {
            int bit = (start + row) % Byte.SIZE;
            int bits = Byte.toUnsignedInt(MemoryUtil.getByte(address + (start + row) / Byte.SIZE)) | (1 << bit) - 1;
            // Nearly always the eight rows of a byte are all there, and one comparison is all it takes.
            int end = Math.min(count, row + Byte.SIZE - bit);
            if (bits != ALL_VALID) {
                overwrite(bits >>> bit, row, end, cells, key);
            }
            row = end;
        }
    }

    private static void overwrite(int bits, int row, int end, HashColumn cells, Digest key) {
        for (int i = row; i < end; i++) {
            if ((bits >>> (i - row) & 1) == 0) {
                cells.set(i, key);
            }
        }
    }
}
