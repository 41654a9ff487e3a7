package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;

import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;

/**
 * DELTA_BINARY_PACKED: the first number, then blocks of differences to the number before. A block has a least difference,
 * and miniblocks of bit-packed excesses over it, each miniblock with a width of its own.
 */
final class DeltaBinaryPacked {
    private static final int MAX_MINIBLOCKS = 1 << 12;

    private final MemoryCursor in = new MemoryCursor();
    private int valuesPerMiniblock;
    private int miniblocks;
    private int valuesLeft;
    private boolean firstIsNext;
    private long last;
    private long leastDelta;
    private long widths;
    private int miniblock;
    private int width;
    private int packedLeft;
    private long packedAddress;
    private long packedBit;

    /** Starts on encoded numbers; their end is known when all are read, or by {@link #skipToEnd}. */
    void reset(long address, long length) {
        in.reset(address, length);
        int blockSize = in.readVarInt();
        miniblocks = in.readVarInt();
        valuesLeft = in.readVarInt();
        last = in.readZigZagLong();
        if (miniblocks == 0 || miniblocks > MAX_MINIBLOCKS || blockSize % miniblocks != 0) {
            throw new MalformedPage("delta block of %d values in %d miniblocks".formatted(blockSize, miniblocks));
        }
        valuesPerMiniblock = blockSize / miniblocks;
        if (valuesPerMiniblock == 0 || valuesPerMiniblock % 8 != 0) {
            throw new MalformedPage("delta miniblock of " + valuesPerMiniblock + " values");
        }
        firstIsNext = true;
        miniblock = miniblocks;
        packedLeft = 0;
    }

    /** How many numbers have not been read. */
    int valuesLeft() {
        return valuesLeft;
    }

    /** Address of what follows the encoded numbers; meaningful when none are left. */
    long end() {
        return in.position();
    }

    /** The next {@code count} numbers. */
    void read(long[] out, int count) {
        if (count > valuesLeft) {
            throw new MalformedPage("%d delta values wanted where %d are left".formatted(count, valuesLeft));
        }
        int from = 0;
        if (firstIsNext && count > 0) {
            firstIsNext = false;
            valuesLeft--;
            out[from++] = last;
        }
        while (from < count) {
            beginMiniblockIfNeeded();
            int now = Math.min(count - from, packedLeft);
            unpack(out, from, now);
            long sum = last;
            for (int end = from + now; from < end; from++) {
                sum += leastDelta + out[from];
                out[from] = sum;
            }
            last = sum;
            packedLeft -= now;
            valuesLeft -= now;
        }
    }

    /** Passes over all numbers without computing them. */
    void skipToEnd() {
        if (firstIsNext && valuesLeft > 0) {
            firstIsNext = false;
            valuesLeft--;
        }
        while (valuesLeft > 0) {
            beginMiniblockIfNeeded();
            int now = Math.min(valuesLeft, packedLeft);
            packedLeft -= now;
            valuesLeft -= now;
        }
        // Miniblocks of the last block that hold no values take no bytes, however wide they claim to be.
    }

    private void beginMiniblockIfNeeded() {
        if (packedLeft > 0) {
            return;
        }
        if (miniblock == miniblocks) {
            leastDelta = in.readZigZagLong();
            widths = in.take(miniblocks);
            miniblock = 0;
        }
        width = getByte(widths + miniblock) & 0xff;
        if (width > Long.SIZE) {
            throw new MalformedPage("delta miniblock of " + width + " bits a value");
        }
        miniblock++;
        long bytes = (long) valuesPerMiniblock / 8 * width;
        long needed = Bits.bytes((long) Math.min(valuesLeft, valuesPerMiniblock) * width);
        // The last miniblock is padded, but not by every writer.
        packedAddress = in.take(in.remaining() < bytes ? needed : bytes);
        packedBit = 0;
        packedLeft = valuesPerMiniblock;
    }

    private void unpack(long[] out, int from, int count) {
        long bit = packedBit;
        int end = from + count;
        if (width <= 57) {
            long mask = Bits.mask(width);
            for (int i = from; i < end; i++) {
                out[i] = Bits.read(packedAddress, bit) & mask;
                bit += width;
            }
        } else {
            for (int i = from; i < end; i++) {
                out[i] = wide(bit);
                bit += width;
            }
        }
        packedBit = bit;
    }

    /** A number of more than 57 bits may reach into a ninth byte. */
    private long wide(long bit) {
        long at = packedAddress + (bit >>> 3);
        int shift = (int) (bit & 7);
        long value = getLong(at) >>> shift;
        if (shift > 0) {
            value |= (long) getByte(at + 8) << Long.SIZE - shift;
        }
        return width == Long.SIZE ? value : value & Bits.mask(width);
    }
}
