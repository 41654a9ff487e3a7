package io.godwit.pitjoin.timeline;

import io.godwit.pitjoin.kernel.TimeSort;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** Sorts the rows of one group by event time, unless they came so; equal times stay in their order. */
final class TimelineSort {
    private final long events;
    private final long rowIds;
    private final long ingestions;
    private final TimeSort sort = new TimeSort();
    private long[] times = new long[0];
    private int[] order = new int[0];
    private int[] ids = new int[0];
    private long[] known = new long[0];

    TimelineSort(ArrowBuf events, ArrowBuf rowIds, @Nullable ArrowBuf ingestions) {
        this.events = events.memoryAddress();
        this.rowIds = rowIds.memoryAddress();
        this.ingestions = ingestions == null ? 0 : ingestions.memoryAddress();
    }

    void sort(int from, int to) {
        if (isSorted(from, to)) {
            return;
        }
        int count = to - from;
        if (times.length < count) {
            times = new long[count];
            order = new int[count];
            ids = new int[count];
            known = new long[ingestions == 0 ? 0 : count];
        }
        for (int i = 0; i < count; i++) {
            times[i] = MemoryUtil.getLong(events + ((long) (from + i) << 3));
            ids[i] = MemoryUtil.getInt(rowIds + ((long) (from + i) << 2));
            order[i] = i;
        }
        for (int i = 0; ingestions != 0 && i < count; i++) {
            known[i] = MemoryUtil.getLong(ingestions + ((long) (from + i) << 3));
        }
        sort.sort(times, order, 0, count);
        for (int i = 0; i < count; i++) {
            MemoryUtil.putLong(events + ((long) (from + i) << 3), times[i]);
            MemoryUtil.putInt(rowIds + ((long) (from + i) << 2), ids[order[i]]);
        }
        for (int i = 0; ingestions != 0 && i < count; i++) {
            MemoryUtil.putLong(ingestions + ((long) (from + i) << 3), known[order[i]]);
        }
    }

    private boolean isSorted(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (MemoryUtil.getLong(events + ((long) (i - 1) << 3)) > MemoryUtil.getLong(events + ((long) i << 3))) {
                return false;
            }
        }
        return true;
    }
}
