package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** DELTA_BYTE_ARRAY: how many leading bytes a value shares with the one before it, and the bytes that follow these. */
final class DeltaByteArrays implements AutoCloseable {
    private final DeltaBinaryPacked prefixes = new DeltaBinaryPacked();
    private final DeltaLengthByteArrays suffixes = new DeltaLengthByteArrays();
    private final long[] prefixBlock = new long[ScratchBlock.VALUES];
    private final OutputBuffer value;
    private long[] suffixBlock = {};
    private int blockSize;
    private int next;
    private int length;

    DeltaByteArrays(BufferAllocator allocator) {
        value = new OutputBuffer(allocator, MemoryCursor.SLACK);
    }

    void reset(long address, long bytes) {
        prefixes.reset(address, bytes);
        prefixes.skipToEnd();
        suffixes.reset(prefixes.end(), address + bytes - prefixes.end());
        prefixes.reset(address, bytes);
        blockSize = 0;
        next = 0;
        length = 0;
    }

    /** Moves to the next value, which stands at {@link #address()}. */
    void advance() {
        if (next == blockSize) {
            loadBlock();
        }
        long prefix = prefixBlock[next];
        long suffix = suffixBlock[next];
        next++;
        if (prefix < 0 || prefix > length || suffix < 0 || prefix + suffix > Integer.MAX_VALUE) {
            throw new MalformedPage(
                    "a byte array of %d new bytes behind %d of the %d before it".formatted(suffix, prefix, length));
        }
        value.ensure(prefix + suffix, prefix);
        copyMemory(suffixes.take(suffix), value.address() + prefix, suffix);
        length = (int) (prefix + suffix);
    }

    long address() {
        return value.address();
    }

    int length() {
        return length;
    }

    private void loadBlock() {
        blockSize = Math.min(ScratchBlock.VALUES, prefixes.valuesLeft());
        if (blockSize == 0) {
            throw new MalformedPage("more values wanted than the page has prefixes");
        }
        prefixes.read(prefixBlock, blockSize);
        suffixBlock = suffixes.readLengths(blockSize);
        next = 0;
    }

    @Override
    public void close() {
        value.close();
    }
}
