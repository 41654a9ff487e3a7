package io.godwit.planner.aggregate;

import org.jspecify.annotations.Nullable;

/** Which group each row of a batch belongs to. */
final class BatchGroups {
    /** A power of two. */
    static final int LANES = 4;

    private static final int ROWS_PER_GROUP = 8;

    private int[] groups = {};
    private int count;
    private int groupCount;
    private int @Nullable [] rowsOfGroups;

    /** Begins with a batch of {@code rows} rows; the groups are to be filled in. */
    int[] start(int rows) {
        if (groups.length < rows) {
            groups = new int[rows];
        }
        count = rows;
        rowsOfGroups = null;
        return groups;
    }

    /** @param number groups so far, whether rows of the batch belong to them or not */
    void end(int number) {
        groupCount = number;
    }

    int[] groups() {
        return groups;
    }

    int count() {
        return count;
    }

    int groupCount() {
        return groupCount;
    }

    /** Whether many rows share a group. */
    boolean isGrouped() {
        return (long) groupCount * ROWS_PER_GROUP <= count;
    }

    /** How many rows of the batch each group has. */
    int[] rowsOfGroups() {
        int[] counted = rowsOfGroups;
        if (counted == null) {
            counted = isGrouped() ? countInLanes() : countOne();
            rowsOfGroups = counted;
        }
        return counted;
    }

    private int[] countOne() {
        int[] rows = new int[groupCount];
        for (int row = 0; row < count; row++) {
            rows[groups[row]]++;
        }
        return rows;
    }

    private int[] countInLanes() {
        int[] lanes = new int[groupCount * LANES];
        for (int row = 0; row < count; row++) {
            lanes[groups[row] * LANES + (row & (LANES - 1))]++;
        }
        int[] rows = new int[groupCount];
        for (int lane = 0; lane < lanes.length; lane++) {
            rows[lane / LANES] += lanes[lane];
        }
        return rows;
    }
}
