package io.godwit.pitjoin.kernel;

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
        Ordering ordering = new Ordering(groupOf, new int[] {labelCount}, groupCount);
        ordering.count(0);
        ordering.sumUp();
        ordering.place(0);
        return ordering.groups();
    }

    /**
     * Orders labels in ranges, each of which a thread of its own may count and place: all are counted, then summed up, then
     * placed.
     */
    public static final class Ordering {
        private final int[] groupOf;
        private final int[] ends;
        /** Per range and group how many labels there are, and then where the next of them goes. */
        private final int[][] next;

        private final int[] starts;
        private int[] labels = new int[0];

        /**
         * @param groupOf per label its group, negative for labels that match nothing
         * @param ends per range the label behind its last
         */
        public Ordering(int[] groupOf, int[] ends, int groupCount) {
            this.groupOf = groupOf;
            this.ends = ends;
            this.next = new int[ends.length][];
            this.starts = new int[groupCount + 1];
        }

        public void count(int range) {
            int[] counts = new int[starts.length - 1];
            for (int label = first(range); label < ends[range]; label++) {
                if (groupOf[label] >= 0) {
                    counts[groupOf[label]]++;
                }
            }
            next[range] = counts;
        }

        private int first(int range) {
            return range == 0 ? 0 : ends[range - 1];
        }

        public void sumUp() {
            int start = 0;
            for (int group = 0; group < starts.length - 1; group++) {
                starts[group] = start;
                for (int[] ofRange : next) {
                    int count = ofRange[group];
                    ofRange[group] = start;
                    start += count;
                }
            }
            starts[starts.length - 1] = start;
            labels = new int[start];
        }

        public void place(int range) {
            int[] places = next[range];
            for (int label = first(range); label < ends[range]; label++) {
                if (groupOf[label] >= 0) {
                    labels[places[groupOf[label]]++] = label;
                }
            }
        }

        public Groups groups() {
            return new Groups(starts, labels);
        }
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
