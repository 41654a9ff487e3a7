package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The labels of each group as points, one dimension per label time, in a k-d tree (J. L. Bentley, "Multidimensional binary
 * search trees used for associative searching", 1975). Nodes stand in pre-order: the left child follows its parent.
 */
public final class BoxIndex {
    static final int NO_NODE = -1;
    private static final int LEAF_POINTS = 8;

    /** Per dimension the time of each point. */
    final long[][] times;

    /** Per group its root, or {@link #NO_NODE}. */
    final int[] roots;

    private final int[] pointOf;
    private final int[] points;
    private final TimeSort sort = new TimeSort();
    private final long[] splitTimes;

    int[] from = new int[16];
    int[] to = new int[16];
    /** The right child, or {@link #NO_NODE} for a leaf. */
    int[] right = new int[16];

    final long[][] min;
    final long[][] max;
    private int nodeCount;

    /**
     * @param timesOf per dimension and label its time
     * @param labelCount of all labels, those without a group included
     */
    public BoxIndex(Groups groups, long[][] timesOf, int labelCount) {
        points = groups.labels.clone();
        splitTimes = new long[points.length];
        min = new long[timesOf.length][16];
        max = new long[timesOf.length][16];
        roots = new int[groups.starts.length - 1];
        for (int group = 0; group < roots.length; group++) {
            int start = groups.starts[group];
            int end = groups.starts[group + 1];
            roots[group] = start == end ? NO_NODE : build(timesOf, start, end, 0);
        }
        times = new long[timesOf.length][points.length];
        pointOf = new int[labelCount];
        Arrays.fill(pointOf, BestRows.NO_CELL);
        for (int point = 0; point < points.length; point++) {
            pointOf[points[point]] = point;
            for (int dimension = 0; dimension < times.length; dimension++) {
                times[dimension][point] = timesOf[dimension][points[point]];
            }
        }
    }

    private int build(long[][] timesOf, int start, int end, int depth) {
        int node = addNode(timesOf, start, end);
        if (end - start > LEAF_POINTS) {
            long[] split = timesOf[splitDimension(node, depth)];
            for (int i = start; i < end; i++) {
                splitTimes[i] = split[points[i]];
            }
            sort.sort(splitTimes, points, start, end);
            int middle = (start + end) >>> 1;
            build(timesOf, start, middle, depth + 1);
            // First built, then noted: building may put another, longer array in place of this one.
            int child = build(timesOf, middle, end, depth + 1);
            right[node] = child;
        }
        return node;
    }

    /** Takes turns, and passes over dimensions in which all points are the same. */
    private int splitDimension(int node, int depth) {
        for (int turn = 0; turn < min.length; turn++) {
            int dimension = (depth + turn) % min.length;
            if (min[dimension][node] != max[dimension][node]) {
                return dimension;
            }
        }
        return 0;
    }

    private int addNode(long[][] timesOf, int start, int end) {
        int node = nodeCount++;
        if (node == from.length) {
            grow();
        }
        from[node] = start;
        to[node] = end;
        right[node] = NO_NODE;
        for (int dimension = 0; dimension < min.length; dimension++) {
            long least = Long.MAX_VALUE;
            long greatest = Long.MIN_VALUE;
            for (int i = start; i < end; i++) {
                least = Math.min(least, timesOf[dimension][points[i]]);
                greatest = Math.max(greatest, timesOf[dimension][points[i]]);
            }
            min[dimension][node] = least;
            max[dimension][node] = greatest;
        }
        return node;
    }

    private void grow() {
        int capacity = from.length * 2;
        from = Arrays.copyOf(from, capacity);
        to = Arrays.copyOf(to, capacity);
        right = Arrays.copyOf(right, capacity);
        for (int dimension = 0; dimension < min.length; dimension++) {
            min[dimension] = Arrays.copyOf(min[dimension], capacity);
            max[dimension] = Arrays.copyOf(max[dimension], capacity);
        }
    }

    int pointCount() {
        return points.length;
    }

    public int nodeCount() {
        return nodeCount;
    }

    /** The point of a label, or -1. */
    int pointOf(int label) {
        return pointOf[label];
    }

    /** Bytes of heap that an index of so many labels may hold. */
    public static long bytesFor(long labels, int dimensions) {
        return labels * (Long.BYTES * (dimensions + 1L) + 2L * Integer.BYTES)
                + labels * (3L * Integer.BYTES + 2L * Long.BYTES * dimensions);
    }
}
