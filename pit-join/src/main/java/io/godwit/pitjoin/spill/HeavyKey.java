package io.godwit.pitjoin.spill;

/**
 * A key with so many labels that they are divided by time.
 *
 * @param number counted from 0
 * @param firstPiece the piece of the earliest labels; later ones follow
 * @param borders ascending, each the first time of the range behind it
 */
record HeavyKey(int number, int firstPiece, long[] borders) {
    int rangeCount() {
        return borders.length + 1;
    }

    /** The range of a label time. */
    int range(long time) {
        int from = 0;
        int to = borders.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (borders[middle] <= time) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    int piece(long time) {
        return firstPiece + range(time);
    }
}
