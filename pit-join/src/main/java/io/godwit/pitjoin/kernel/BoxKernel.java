package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The kernel for every other condition: a feature row may be taken by the labels whose times lie in a <em>box</em>, one
 * interval per label time (validity ranges, a known-at bound on a second label time, looking ahead with a known-at bound).
 *
 * <p>A row descends the group's tree and stays at the nodes that lie wholly in its box, if it beats what is there. Below a
 * node in which every label has something better, it has nothing to look for; that bound makes rows that come too late
 * cheap, whatever the skew. At the end each label takes the best along its path from the root.
 */
public final class BoxKernel extends MatchKernel {
    private final BoxIndex index;
    private final int firstNodeCell;
    /** Per node an event that every label below has already reached. */
    private final long[] floor;
    /** Per cell the greatest event of a row that would be here, were it known in time; per point after resolving. */
    private final long[] eventIfKnown;

    private final int[] winners;

    /** @param knownLate whether rows carry {@link TimedRows#lowIfKnown}, to tell what a known-at bound removed */
    public BoxKernel(BoxIndex index, boolean knownLate) {
        super(index.pointCount() + index.nodeCount());
        this.index = index;
        this.firstNodeCell = index.pointCount();
        this.floor = new long[index.nodeCount()];
        Arrays.fill(floor, Long.MIN_VALUE);
        this.eventIfKnown = new long[knownLate ? index.pointCount() + index.nodeCount() : 0];
        Arrays.fill(eventIfKnown, Long.MIN_VALUE);
        this.winners = new int[index.pointCount()];
    }

    /** Bytes of heap that a kernel over so many labels may hold. */
    public static long bytesFor(long labels) {
        return 2 * (BestRows.bytesFor(labels) + 2L * Long.BYTES * labels) + labels * Integer.BYTES;
    }

    @Override
    public void offer(TimedRows rows) {
        best.announce(rows);
        for (int i = 0; i < rows.count; i++) {
            int root = index.roots[rows.group[i]];
            rows.kept[i] = root != BoxIndex.NO_NODE && offer(root, rows, i);
            if (eventIfKnown.length > 0 && root != BoxIndex.NO_NODE) {
                noteIfKnown(root, rows, i);
            }
        }
    }

    private boolean offer(int node, TimedRows rows, int row) {
        if (rows.event[row] < floor[node] || isApart(node, rows.low, rows.high, row)) {
            return false;
        }
        if (isWithin(node, rows.low, rows.high, row)) {
            int cell = firstNodeCell + node;
            boolean kept = offerTo(cell, rows, row);
            floor[node] = Math.max(floor[node], best.event(cell));
            return kept;
        }
        return index.right[node] == BoxIndex.NO_NODE
                ? offerToPoints(node, rows, row)
                : offerToChildren(node, rows, row);
    }

    private boolean offerTo(int cell, TimedRows rows, int row) {
        return best.offer(cell, rows.event[row], rows.ingestion[row], rows.sequence[row], rows.rowId[row]);
    }

    private boolean offerToChildren(int node, TimedRows rows, int row) {
        int left = node + 1;
        int right = index.right[node];
        boolean kept = offer(left, rows, row) | offer(right, rows, row);
        floor[node] = Math.max(floor[node], Math.min(floor[left], floor[right]));
        return kept;
    }

    private boolean offerToPoints(int node, TimedRows rows, int row) {
        boolean kept = false;
        long least = Long.MAX_VALUE;
        for (int point = index.from[node]; point < index.to[node]; point++) {
            if (isPointWithin(point, rows.low, rows.high, row)) {
                kept |= offerTo(point, rows, row);
            }
            least = Math.min(least, best.event(point));
        }
        floor[node] = Math.max(floor[node], least);
        return kept;
    }

    private void noteIfKnown(int node, TimedRows rows, int row) {
        int cell = firstNodeCell + node;
        long event = rows.event[row];
        if (event <= eventIfKnown[cell] || isApart(node, rows.lowIfKnown, rows.highIfKnown, row)) {
            return;
        }
        if (isWithin(node, rows.lowIfKnown, rows.highIfKnown, row)) {
            eventIfKnown[cell] = event;
        } else if (index.right[node] != BoxIndex.NO_NODE) {
            noteIfKnown(node + 1, rows, row);
            noteIfKnown(index.right[node], rows, row);
        } else {
            for (int point = index.from[node]; point < index.to[node]; point++) {
                if (isPointWithin(point, rows.lowIfKnown, rows.highIfKnown, row)) {
                    eventIfKnown[point] = Math.max(eventIfKnown[point], event);
                }
            }
        }
    }

    private boolean isApart(int node, long[][] low, long[][] high, int row) {
        for (int dimension = 0; dimension < low.length; dimension++) {
            if (low[dimension][row] > index.max[dimension][node]
                    || high[dimension][row] < index.min[dimension][node]
                    || low[dimension][row] > high[dimension][row]) {
                return true;
            }
        }
        return false;
    }

    private boolean isWithin(int node, long[][] low, long[][] high, int row) {
        for (int dimension = 0; dimension < low.length; dimension++) {
            if (low[dimension][row] > index.min[dimension][node] || high[dimension][row] < index.max[dimension][node]) {
                return false;
            }
        }
        return true;
    }

    private boolean isPointWithin(int point, long[][] low, long[][] high, int row) {
        for (int dimension = 0; dimension < low.length; dimension++) {
            long time = index.times[dimension][point];
            if (low[dimension][row] > time || high[dimension][row] < time) {
                return false;
            }
        }
        return true;
    }

    @Override
    void mergeIfKnown(MatchKernel other) {
        keepGreater(eventIfKnown, ((BoxKernel) other).eventIfKnown);
    }

    @Override
    public void resolve(BestRows.Ties ties) {
        for (int root : index.roots) {
            if (root != BoxIndex.NO_NODE) {
                carryDown(root, BestRows.NO_CELL, false, Long.MIN_VALUE, ties);
            }
        }
    }

    private void carryDown(int node, int above, boolean sharedAbove, long ifKnownAbove, BestRows.Ties ties) {
        int cell = firstNodeCell + node;
        int winner = best.better(above, cell, ties);
        boolean shared = isShared(above, cell, winner, sharedAbove);
        long ifKnown = ifKnown(cell, ifKnownAbove);
        if (index.right[node] != BoxIndex.NO_NODE) {
            carryDown(node + 1, winner, shared, ifKnown, ties);
            carryDown(index.right[node], winner, shared, ifKnown, ties);
            return;
        }
        for (int point = index.from[node]; point < index.to[node]; point++) {
            int pointWinner = best.better(winner, point, ties);
            winners[point] = winner(pointWinner, isShared(winner, point, pointWinner, shared));
            if (eventIfKnown.length > 0) {
                eventIfKnown[point] = ifKnown(point, ifKnown);
            }
        }
    }

    private boolean isShared(int above, int cell, int winner, boolean sharedAbove) {
        return best.sameTimes(above, cell)
                || (sharedAbove && winner == above)
                || (winner != BestRows.NO_CELL && best.isAmbiguous(winner));
    }

    private long ifKnown(int cell, long above) {
        return eventIfKnown.length == 0 ? Long.MIN_VALUE : Math.max(above, eventIfKnown[cell]);
    }

    @Override
    int winnerOf(int label) {
        int point = index.pointOf(label);
        return point == BestRows.NO_CELL ? NO_WINNER : winners[point];
    }

    @Override
    public long eventIfKnown(int label) {
        int point = index.pointOf(label);
        return point == BestRows.NO_CELL || eventIfKnown.length == 0 ? Long.MIN_VALUE : eventIfKnown[point];
    }
}
