package io.godwit.pitjoin.gather;

/** Where rows stand in a list of batches: the batch in the upper half of a {@code long}, the row in the lower. */
public final class RowLocations {
    /** No row: gathered as null. */
    public static final long NONE = -1;

    /** Values of so many rows share a line of memory. */
    private static final int NEAR_ROWS = 8;

    private RowLocations() {}

    public static long of(int batch, int row) {
        return (long) batch << 32 | row;
    }

    static int batch(long location) {
        return (int) (location >>> 32);
    }

    static int row(long location) {
        return (int) location;
    }

    /** Whether most of them are far from the one before. */
    public static boolean areScattered(long[] locations) {
        int far = 0;
        for (int i = 1; i < locations.length; i++) {
            far += Math.abs(locations[i] - locations[i - 1]) > NEAR_ROWS ? 1 : 0;
        }
        return far > locations.length / 2;
    }
}
