package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MemoryCursor;

/** DELTA_LENGTH_BYTE_ARRAY: the lengths of all values, delta-encoded, then their bytes without gaps. */
final class DeltaLengthByteArrays {
    private final DeltaBinaryPacked lengths = new DeltaBinaryPacked();
    private final MemoryCursor bytes = new MemoryCursor();
    private final long[] block = new long[ScratchBlock.VALUES];

    void reset(long address, long length) {
        lengths.reset(address, length);
        lengths.skipToEnd();
        bytes.reset(lengths.end(), address + length - lengths.end());
        lengths.reset(address, length);
    }

    /** The lengths of the next {@code count} values, at most {@link ScratchBlock#VALUES}; valid until the next call. */
    long[] readLengths(int count) {
        lengths.read(block, count);
        return block;
    }

    /** Address of the next {@code length} bytes. */
    long take(long length) {
        return bytes.take(length);
    }
}
