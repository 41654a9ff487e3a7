package io.godwit.pitjoin.gather;

import org.apache.arrow.memory.util.MemoryUtil;

/** Gathers values of a fixed number of bytes. One loop a width, so that each is a load and a store; no row is zero. */
final class FixedWidth {
    private FixedWidth() {}

    static void gather1(long[] sources, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location);
                MemoryUtil.putByte(target + i, MemoryUtil.getByte(source));
            } else {
                MemoryUtil.putByte(target + i, (byte) 0);
            }
        }
    }

    static void gather2(long[] sources, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * 2L;
                MemoryUtil.putShort(target + 2L * i, MemoryUtil.getShort(source));
            } else {
                MemoryUtil.putShort(target + 2L * i, (short) 0);
            }
        }
    }

    static void gather4(long[] sources, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * 4L;
                MemoryUtil.putInt(target + 4L * i, MemoryUtil.getInt(source));
            } else {
                MemoryUtil.putInt(target + 4L * i, 0);
            }
        }
    }

    static void gather8(long[] sources, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * 8L;
                MemoryUtil.putLong(target + 8L * i, MemoryUtil.getLong(source));
            } else {
                MemoryUtil.putLong(target + 8L * i, 0);
            }
        }
    }

    static void gather16(long[] sources, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * 16L;
                MemoryUtil.putLong(target + 16L * i, MemoryUtil.getLong(source));
                MemoryUtil.putLong(target + 16L * i + 8, MemoryUtil.getLong(source + 8));
            } else {
                MemoryUtil.setMemory(target + 16L * i, 16, (byte) 0);
            }
        }
    }

    static void gatherAny(long[] sources, long[] locations, int from, int count, long target, long width) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * width;
                MemoryUtil.copyMemory(source, target + width * i, width);
            } else {
                MemoryUtil.setMemory(target + width * i, width, (byte) 0);
            }
        }
    }
}
