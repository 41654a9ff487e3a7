package io.godwit.pitjoin.gather;

/** Where rows stand in a list of batches: the batch in the upper half of a {@code long}, the row in the lower. */
public final class RowLocations {
    /** No row: gathered as null. */
    public static final long NONE = -1;

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
}
