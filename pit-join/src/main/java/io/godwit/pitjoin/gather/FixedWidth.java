package io.godwit.pitjoin.gather;

import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Gathers values of a fixed number of bytes, which stand {@code stride} bytes apart in each source. One loop a width, so that
 * each is a load and a store; no row is zero.
 */
final class FixedWidth {
    private FixedWidth() {}

    static void gather(int width, long[] sources, long stride, long[] locations, int from, int count, long target) {
        switch (width) {
            case 1 -> gather1(sources, stride, locations, from, count, target);
            case 2 -> gather2(sources, stride, locations, from, count, target);
            case 4 -> gather4(sources, stride, locations, from, count, target);
            case 8 -> gather8(sources, stride, locations, from, count, target);
            case 16 -> gather16(sources, stride, locations, from, count, target);
            default -> gatherAny(width, sources, stride, locations, from, count, target);
        }
    }

    private static void gather1(long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.putByte(target + i, MemoryUtil.getByte(source));
            } else {
                MemoryUtil.putByte(target + i, (byte) 0);
            }
        }
    }

    private static void gather2(long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.putShort(target + 2L * i, MemoryUtil.getShort(source));
            } else {
                MemoryUtil.putShort(target + 2L * i, (short) 0);
            }
        }
    }

    private static void gather4(long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.putInt(target + 4L * i, MemoryUtil.getInt(source));
            } else {
                MemoryUtil.putInt(target + 4L * i, 0);
            }
        }
    }

    private static void gather8(long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.putLong(target + 8L * i, MemoryUtil.getLong(source));
            } else {
                MemoryUtil.putLong(target + 8L * i, 0);
            }
        }
    }

    private static void gather16(long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.putLong(target + 16L * i, MemoryUtil.getLong(source));
                MemoryUtil.putLong(target + 16L * i + 8, MemoryUtil.getLong(source + 8));
            } else {
                MemoryUtil.setMemory(target + 16L * i, 16, (byte) 0);
            }
        }
    }

    private static void gatherAny(
            long width, long[] sources, long stride, long[] locations, int from, int count, long target) {
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long source = sources[RowLocations.batch(location)] + RowLocations.row(location) * stride;
                MemoryUtil.copyMemory(source, target + width * i, width);
            } else {
                MemoryUtil.setMemory(target + width * i, width, (byte) 0);
            }
        }
    }

    /** Writes values that lie one behind the other {@code stride} bytes apart. */
    static void spread(int width, long source, int count, long target, long stride) {
        switch (width) {
            case 4 -> spread4(source, count, target, stride);
            case 8 -> spread8(source, count, target, stride);
            default -> {
                for (int i = 0; i < count; i++) {
                    MemoryUtil.copyMemory(source + (long) width * i, target + stride * i, width);
                }
            }
        }
    }

    private static void spread4(long source, int count, long target, long stride) {
        for (int i = 0; i < count; i++) {
            MemoryUtil.putInt(target + stride * i, MemoryUtil.getInt(source + 4L * i));
        }
    }

    private static void spread8(long source, int count, long target, long stride) {
        for (int i = 0; i < count; i++) {
            MemoryUtil.putLong(target + stride * i, MemoryUtil.getLong(source + 8L * i));
        }
    }
}
