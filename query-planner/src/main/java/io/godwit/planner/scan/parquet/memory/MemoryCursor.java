package io.godwit.planner.scan.parquet.memory;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;

/**
 * Reads native memory from front to back and never beyond its end. Kernels take a stretch of it once, checked as a whole,
 * and then run over it unchecked.
 *
 * <p>Behind every end lie {@link #SLACK} bytes that may be read (not believed), so that kernels can load whole words.
 */
public final class MemoryCursor {
    public static final int SLACK = 64;

    private long position;
    private long end;

    public void reset(long address, long length) {
        position = address;
        end = address + length;
    }

    public long position() {
        return position;
    }

    long end() {
        return end;
    }

    public long remaining() {
        return end - position;
    }

    /** The address of the next {@code bytes} bytes, which are now read. */
    public long take(long bytes) {
        if (bytes < 0 || bytes > end - position) {
            throw new MalformedPage("%d bytes wanted where %d are left".formatted(bytes, end - position));
        }
        long taken = position;
        position += bytes;
        return taken;
    }

    int readLittleEndianInt() {
        return getInt(take(Integer.BYTES));
    }

    /** A length prefix: a little-endian int that is not negative. */
    public int readLength() {
        int length = readLittleEndianInt();
        if (length < 0) {
            throw new MalformedPage("negative length " + length);
        }
        return length;
    }

    long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = getByte(take(1));
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedPage("a variable-length number has more than 10 bytes");
    }

    /** An unsigned number that must fit a positive int. */
    public int readVarInt() {
        long value = readVarLong();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedPage("number " + Long.toUnsignedString(value) + " out of range");
        }
        return (int) value;
    }

    public long readZigZagLong() {
        long value = readVarLong();
        return (value >>> 1) ^ -(value & 1);
    }
}
