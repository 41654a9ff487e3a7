package io.godwit.planner.scan.file;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a file a read covers.
 *
 * @param start first byte of the part
 * @param length bytes of the part; parts that do not overlap and together cover the file read every row exactly once
 * @param positions if not null, only these row positions of the part: ascending, without duplicates; positions outside the
 *     part are ignored
 */
@SuppressWarnings("ArrayRecordComponent") // two selections are never compared
public record RowSelection(long start, long length, long @Nullable [] positions) {
    /** The whole of a file. */
    public static RowSelection all(long fileLength) {
        return new RowSelection(0, fileLength, null);
    }

    /** Single rows of a whole file. */
    public static RowSelection rows(long fileLength, long[] positions) {
        return new RowSelection(0, fileLength, positions);
    }

    /** Whether it covers every row of a file of that length. */
    public boolean isAll(long fileLength) {
        return start == 0 && length >= fileLength && positions == null;
    }
}
