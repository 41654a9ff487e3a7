package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The labels of one join, ordered by group: those of group {@code g} are {@code labels[starts[g] .. starts[g + 1])},
 * ascending. Labels without a group are left out.
 */
public final class Groups {
    final int[] starts;
    final int[] labels;

    private Groups(int[] starts, int[] labels) {
        this.starts = starts;
        this.labels = labels;
    }

    /**
     * Orders the labels {@code 0 .. labelCount}.
     *
     * @param groupOf per label its group, negative for labels that match nothing
     */
    public static Groups of(int[] groupOf, int labelCount, int groupCount) {
        int[] starts = new int[groupCount + 1];
        for (int label = 0; label < labelCount; label++) {
            if (groupOf[label] >= 0) {
                starts[groupOf[label] + 1]++;
            }
        }
        for (int group = 0; group < groupCount; group++) {
            starts[group + 1] += starts[group];
        }
        int[] labels = new int[starts[groupCount]];
        int[] next = Arrays.copyOf(starts, groupCount);
        for (int label = 0; label < labelCount; label++) {
            if (groupOf[label] >= 0) {
                labels[next[groupOf[label]]++] = label;
            }
        }
        return new Groups(starts, labels);
    }

    /** Groups, those without labels included. */
    public int groupCount() {
        return starts.length - 1;
    }

    /** Labels that have a group. */
    public int labelCount() {
        return labels.length;
    }

    /** Where the labels of a group begin in the order; for the number of groups, where all end. */
    public int start(int group) {
        return starts[group];
    }

    /** The label at a place in the order. */
    public int label(int place) {
        return labels[place];
    }

    public boolean isEmpty(int group) {
        return starts[group] == starts[group + 1];
    }

    /** The first label of a group that is not empty. */
    public int firstLabel(int group) {
        return labels[starts[group]];
    }

    /** Bytes of heap that ordering so many labels holds for good. */
    public static long bytesFor(long labels, long groups) {
        return Integer.BYTES * (labels + groups);
    }
}
