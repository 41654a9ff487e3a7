package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;

import io.godwit.planner.scan.parquet.memory.BitUnpacking;
import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import java.util.Arrays;

/**
 * Parquet's hybrid of run-length and bit-packed encoding, for levels, dictionary indexes and booleans.
 *
 * <p>Each run begins with a number. Even: half of it is how often the one value that follows is repeated. Odd: half of it
 * is how many groups of eight bit-packed values follow.
 */
public final class RunLengthDecoder {
    private final MemoryCursor in = new MemoryCursor();
    private int width;
    private int repeatsLeft;
    private int repeated;
    private int packedLeft;
    private long packedAddress;
    private long packedBit;

    /** Starts on {@code length} bytes that hold numbers of {@code width} bits. */
    public void reset(long address, long length, int width) {
        if (width < 0 || width > Integer.SIZE) {
            throw new MalformedPage("numbers of " + width + " bits");
        }
        in.reset(address, length);
        this.width = width;
        repeatsLeft = 0;
        packedLeft = 0;
    }

    /** The next {@code count} numbers. */
    public void read(int[] out, int from, int count) {
        for (int end = from + count; from < end; ) {
            int now = Math.min(end - from, runLength());
            if (repeatsLeft > 0) {
                Arrays.fill(out, from, from + now, repeated);
                repeatsLeft -= now;
            } else {
                BitUnpacking.unpack(packedAddress, packedBit, width, out, from, now);
                consumePacked(now);
            }
            from += now;
        }
    }

    /** Copies the next {@code count} numbers, of one bit each, to a bitmap; returns how many are 1. */
    public int readBits(long target, long targetBit, int count) {
        int set = 0;
        for (int done = 0; done < count; ) {
            int now = Math.min(count - done, runLength());
            if (repeatsLeft > 0) {
                Bits.fill(target, targetBit + done, now, repeated != 0);
                set += repeated != 0 ? now : 0;
                repeatsLeft -= now;
            } else {
                set += Bits.copy(packedAddress, packedBit, target, targetBit + done, now);
                consumePacked(now);
            }
            done += now;
        }
        return set;
    }

    /** Passes over {@code count} numbers. */
    void skip(int count) {
        while (count > 0) {
            int now = Math.min(count, runLength());
            if (repeatsLeft > 0) {
                repeatsLeft -= now;
            } else {
                consumePacked(now);
            }
            count -= now;
        }
    }

    /** Passes over {@code count} numbers of one bit each; returns how many of them are 1. */
    public int skipBits(int count) {
        int set = 0;
        while (count > 0) {
            int now = Math.min(count, runLength());
            if (repeatsLeft > 0) {
                set += repeated != 0 ? now : 0;
                repeatsLeft -= now;
            } else {
                set += Bits.count(packedAddress, packedBit, now);
                consumePacked(now);
            }
            count -= now;
        }
        return set;
    }

    private void consumePacked(int count) {
        packedLeft -= count;
        packedBit += (long) count * width;
    }

    /** How many numbers are left in the current run; begins the next one where there are none. */
    private int runLength() {
        while (repeatsLeft == 0 && packedLeft == 0) {
            beginRun();
        }
        return repeatsLeft > 0 ? repeatsLeft : packedLeft;
    }

    private void beginRun() {
        if (width == 0 && in.remaining() == 0) {
            // Numbers of no bits are zeros, however many; some writers then store nothing at all.
            repeated = 0;
            repeatsLeft = Integer.MAX_VALUE;
            return;
        }
        int header = in.readVarInt();
        if ((header & 1) == 0) {
            repeatsLeft = header >>> 1;
            repeated = readRepeated();
        } else {
            beginPacked(header >>> 1);
        }
    }

    private void beginPacked(int groups) {
        long bytes = (long) groups * width;
        // Some writers cut the last group off behind its last value.
        long present = Math.min(bytes, in.remaining());
        long values = width == 0 ? groups * 8L : Math.min(groups * 8L, present * 8 / width);
        if (values > Integer.MAX_VALUE) {
            throw new MalformedPage("bit-packed run of " + groups + " groups");
        }
        packedAddress = in.take(present);
        packedBit = 0;
        packedLeft = (int) values;
    }

    private int readRepeated() {
        int bytes = width + 7 >>> 3;
        long at = in.take(bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (getByte(at + i) & 0xffL) << 8 * i;
        }
        if (value >>> width != 0) {
            throw new MalformedPage("run of the value %d, which has more than %d bits".formatted(value, width));
        }
        return (int) value;
    }
}
