package io.godwit.planner.digest;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;

/**
 * MurmurHash3_x64_128 (Austin Appleby, public domain) whose two state words start at a 128-bit seed instead of twice the
 * same 32 bits. The result, {@link #low} and {@link #high}, is the hash's sixteen bytes read as a little-endian number.
 *
 * <p>One object is one running hash: {@link #start}, any number of {@link #block}s, {@link #finish}.
 */
final class Murmur3 {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;
    private static final int BLOCK_BYTES = 16;

    long low;
    long high;

    void start(Digest seed) {
        low = seed.low();
        high = seed.high();
    }

    /** Sixteen bytes, as two little-endian words. */
    void block(long first, long second) {
        low = Long.rotateLeft(low ^ mixFirst(first), 27) + high;
        low = low * 5 + 0x52dce729;
        high = Long.rotateLeft(high ^ mixSecond(second), 31) + low;
        high = high * 5 + 0x38495ab5;
    }

    /** Ends a hash of {@code byteCount} bytes. */
    void finish(long byteCount) {
        low ^= byteCount;
        high ^= byteCount;
        low += high;
        high += low;
        low = mixFinally(low);
        high = mixFinally(high);
        low += high;
        high += low;
    }

    /** The hash of {@code byteCount} bytes of memory. */
    void hashMemory(Digest seed, long address, long byteCount) {
        start(seed);
        long end = address + byteCount - byteCount % BLOCK_BYTES;
        for (long block = address; block < end; block += BLOCK_BYTES) {
            block(getLong(block), getLong(block + Long.BYTES));
        }
        tail(end, (int) (byteCount % BLOCK_BYTES));
        finish(byteCount);
    }

    /** Writes the hashes of the first {@code count} words, eight bytes each. */
    static void hashWords(Digest seed, long[] words, int count, HashColumn hashes) {
        // As start, half a block and finish, but for the fields: rows do not depend on each other, so several are under
        // way
        // at once, and in vector instructions where the processor has a product of 64 bits.
        long[] lows = hashes.low;
        long[] highs = hashes.high;
        long seedLow = seed.low() ^ Long.BYTES;
        long seedHigh = seed.high() ^ Long.BYTES;
        for (int i = 0; i < count; i++) {
            long low = (seedLow ^ mixFirst(words[i])) + seedHigh;
            long high = mixFinally(seedHigh + low);
            low = mixFinally(low) + high;
            lows[i] = low;
            highs[i] = high + low;
        }
    }

    /** Writes the hashes of the first {@code count} pairs, sixteen bytes each; the result may be where the pairs are. */
    static void hashPairs(Digest seed, long[] first, long[] second, int count, long[] lows, long[] highs) {
        long seedLow = seed.low();
        long seedHigh = seed.high();
        for (int i = 0; i < count; i++) {
            long low = Long.rotateLeft(seedLow ^ mixFirst(first[i]), 27) + seedHigh;
            low = low * 5 + 0x52dce729;
            long high = Long.rotateLeft(seedHigh ^ mixSecond(second[i]), 31) + low;
            high = (high * 5 + 0x38495ab5) ^ BLOCK_BYTES;
            low = (low ^ BLOCK_BYTES) + high;
            high = mixFinally(high + low);
            low = mixFinally(low) + high;
            lows[i] = low;
            highs[i] = high + low;
        }
    }

    /** The hash of sixteen bytes. */
    void hashPair(Digest seed, long first, long second) {
        start(seed);
        block(first, second);
        finish(BLOCK_BYTES);
    }

    private void tail(long address, int byteCount) {
        if (byteCount > Long.BYTES) {
            high ^= mixSecond(partialWord(address + Long.BYTES, byteCount - Long.BYTES));
            low ^= mixFirst(getLong(address));
        } else if (byteCount > 0) {
            low ^= mixFirst(partialWord(address, byteCount));
        }
    }

    private static long partialWord(long address, int byteCount) {
        long word = 0;
        for (int i = byteCount - 1; i >= 0; i--) {
            word = word << Byte.SIZE | Byte.toUnsignedLong(getByte(address + i));
        }
        return word;
    }

    private static long mixFirst(long word) {
        return Long.rotateLeft(word * C1, 31) * C2;
    }

    private static long mixSecond(long word) {
        return Long.rotateLeft(word * C2, 33) * C1;
    }

    private static long mixFinally(long word) {
        long mixed = (word ^ word >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
