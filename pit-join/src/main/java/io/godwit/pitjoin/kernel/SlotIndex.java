package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The distinct label times of each group, ascending: <em>slots</em>. Shared by all feature tables that are joined by the
 * same keys and time.
 */
public final class SlotIndex {
    private static final int NO_SLOT = -1;

    /** Slots of group {@code g} are {@code starts[g] .. starts[g + 1]}; behind the groups of labels there is an empty one. */
    final int[] starts;

    final long[] times;
    private final int[] slotOf;

    /**
     * @param timeOf per label its time
     * @param labelCount of all labels, those without a group included
     */
    public SlotIndex(Groups groups, long[] timeOf, int labelCount) {
        int[] order = groups.labels.clone();
        long[] sorted = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted[i] = timeOf[order[i]];
        }
        this.starts = new int[groups.starts.length + 1];
        this.slotOf = new int[labelCount];
        Arrays.fill(slotOf, NO_SLOT);
        TimeSort sort = new TimeSort();
        int slots = 0;
        for (int group = 0; group < groups.groupCount(); group++) {
            starts[group] = slots;
            sort.sort(sorted, order, groups.starts[group], groups.starts[group + 1]);
            slots = numberSlots(sorted, order, groups.starts[group], groups.starts[group + 1], slots);
        }
        starts[starts.length - 2] = slots;
        starts[starts.length - 1] = slots;
        this.times = slots == sorted.length ? sorted : Arrays.copyOf(sorted, slots);
    }

    /** Moves the distinct times down to where the slots begin, and tells each label its slot. */
    private int numberSlots(long[] sorted, int[] order, int from, int to, int firstSlot) {
        int slots = firstSlot;
        for (int i = from; i < to; i++) {
            if (i == from || sorted[i] != sorted[slots - 1]) {
                sorted[slots++] = sorted[i];
            }
            slotOf[order[i]] = slots - 1;
        }
        return slots;
    }

    /** Groups, the empty one included. */
    int groupCount() {
        return starts.length - 1;
    }

    /** A group without labels, for rows that nobody may take. */
    int emptyGroup() {
        return starts.length - 2;
    }

    public int slotCount() {
        return times.length;
    }

    /** The slot of a label, or -1. */
    int slotOf(int label) {
        return slotOf[label];
    }

    /** Bytes of heap that an index of so many labels holds for good. */
    public static long bytesFor(long labels, long groups) {
        return labels * (Long.BYTES + Integer.BYTES) + groups * Integer.BYTES;
    }
}
