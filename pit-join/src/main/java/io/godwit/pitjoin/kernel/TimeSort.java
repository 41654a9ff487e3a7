package io.godwit.pitjoin.kernel;

/** Sorts times ascending and takes what belongs to them along; stable, and never worse than n log n. */
public final class TimeSort {
    private static final int SMALL = 24;

    private long[] timeScratch = new long[0];
    private int[] valueScratch = new int[0];

    public void sort(long[] times, int[] values, int from, int to) {
        if (isSorted(times, from, to)) {
            return;
        }
        if (to - from <= SMALL) {
            insert(times, values, from, to);
            return;
        }
        if (timeScratch.length < to - from) {
            timeScratch = new long[to - from];
            valueScratch = new int[to - from];
        }
        mergeSort(times, values, from, to);
    }

    private static boolean isSorted(long[] times, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (times[i - 1] > times[i]) {
                return false;
            }
        }
        return true;
    }

    private static void insert(long[] times, int[] values, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long time = times[i];
            int value = values[i];
            int at = i;
            for (; at > from && times[at - 1] > time; at--) {
                times[at] = times[at - 1];
                values[at] = values[at - 1];
            }
            times[at] = time;
            values[at] = value;
        }
    }

    private void mergeSort(long[] times, int[] values, int from, int to) {
        if (to - from <= SMALL) {
            insert(times, values, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(times, values, from, middle);
        mergeSort(times, values, middle, to);
        if (times[middle - 1] > times[middle]) {
            merge(times, values, from, middle, to);
        }
    }

    private void merge(long[] times, int[] values, int from, int middle, int to) {
        int leftCount = middle - from;
        System.arraycopy(times, from, timeScratch, 0, leftCount);
        System.arraycopy(values, from, valueScratch, 0, leftCount);
        int left = 0;
        int right = middle;
        for (int at = from; left < leftCount; at++) {
            if (right < to && times[right] < timeScratch[left]) {
                times[at] = times[right];
                values[at] = values[right++];
            } else {
                times[at] = timeScratch[left];
                values[at] = valueScratch[left++];
            }
        }
    }
}
