package io.godwit.pitjoin.gather;

import org.apache.arrow.memory.util.MemoryUtil;

/** Gathers values of any number of bytes, with 32-bit and with 64-bit offsets. */
final class VariableWidth {
    private static final int COPY_BY_WORD = 32;

    private VariableWidth() {}

    static long length(long[] offsets, long[] locations, int from, int count) {
        long length = 0;
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long at = offsets[RowLocations.batch(location)] + 4L * RowLocations.row(location);
                length += MemoryUtil.getInt(at + 4) - MemoryUtil.getInt(at);
            }
        }
        return length;
    }

    static void gather(
            long[] offsets, long[] data, long[] locations, int from, int count, long targetOffsets, long targetData) {
        long end = 0;
        MemoryUtil.putInt(targetOffsets, 0);
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                int batch = RowLocations.batch(location);
                long at = offsets[batch] + 4L * RowLocations.row(location);
                long start = MemoryUtil.getInt(at);
                long length = MemoryUtil.getInt(at + 4) - start;
                copy(data[batch] + start, targetData + end, length);
                end += length;
            }
            MemoryUtil.putInt(targetOffsets + 4L * (i + 1), (int) end);
        }
    }

    static long lengthLarge(long[] offsets, long[] locations, int from, int count) {
        long length = 0;
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                long at = offsets[RowLocations.batch(location)] + 8L * RowLocations.row(location);
                length += MemoryUtil.getLong(at + 8) - MemoryUtil.getLong(at);
            }
        }
        return length;
    }

    static void gatherLarge(
            long[] offsets, long[] data, long[] locations, int from, int count, long targetOffsets, long targetData) {
        long end = 0;
        MemoryUtil.putLong(targetOffsets, 0);
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                int batch = RowLocations.batch(location);
                long at = offsets[batch] + 8L * RowLocations.row(location);
                long start = MemoryUtil.getLong(at);
                long length = MemoryUtil.getLong(at + 8) - start;
                copy(data[batch] + start, targetData + end, length);
                end += length;
            }
            MemoryUtil.putLong(targetOffsets + 8L * (i + 1), end);
        }
    }

    /** Short values are the rule, and for them a call to copy memory costs more than the copy. */
    private static void copy(long source, long target, long length) {
        if (length > COPY_BY_WORD) {
            MemoryUtil.copyMemory(source, target, length);
            return;
        }
        long at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            MemoryUtil.putLong(target + at, MemoryUtil.getLong(source + at));
        }
        for (; at < length; at++) {
            MemoryUtil.putByte(target + at, MemoryUtil.getByte(source + at));
        }
    }
}
