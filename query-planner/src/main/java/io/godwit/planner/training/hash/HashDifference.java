package io.godwit.planner.training.hash;

import io.godwit.pitjoin.batch.MemoryLease;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * How two multisets of row hashes differ. They are compared slice by slice of the hash space, as many slices as it takes
 * for one of each side to fit the memory the query may hold.
 *
 * @param missing rows that were there at creation and were not found
 * @param unexpected rows that were found and were not there
 */
public record HashDifference(long missing, long unexpected) {
    private static final int SLACK = 1024;

    /** Something that can hand over all its hashes, again and again. */
    public interface Hashes {
        void forEach(LongConsumer consumer);
    }

    public static HashDifference between(
            Hashes expected, long expectedCount, Hashes found, long foundCount, MemoryLease memory) {
        long bytes = (expectedCount + foundCount) * Long.BYTES;
        int slices = 1;
        while (!memory.tryReserve(bytes / slices * 2)) {
            slices *= 2;
        }
        try {
            return between(expected, found, slices);
        } finally {
            memory.release(bytes / slices * 2);
        }
    }

    private static HashDifference between(Hashes expected, Hashes found, int slices) {
        long missing = 0;
        long unexpected = 0;
        for (int slice = 0; slice < slices; slice++) {
            long[] before = slice(expected::forEach, slice, slices);
            long[] after = slice(found::forEach, slice, slices);
            long common = common(before, after);
            missing += before.length - common;
            unexpected += after.length - common;
        }
        return new HashDifference(missing, unexpected);
    }

    private static long[] slice(Consumer<LongConsumer> hashes, int slice, int slices) {
        Slice collected = new Slice(slice, slices);
        hashes.accept(collected);
        long[] sorted = collected.values();
        Arrays.sort(sorted);
        return sorted;
    }

    private static long common(long[] before, long[] after) {
        long common = 0;
        int i = 0;
        int j = 0;
        while (i < before.length && j < after.length) {
            if (before[i] == after[j]) {
                common++;
                i++;
                j++;
            } else if (before[i] < after[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    private static final class Slice implements LongConsumer {
        private final int slice;
        private final int mask;
        private long[] values = new long[SLACK];
        private int count;

        Slice(int slice, int slices) {
            this.slice = slice;
            this.mask = slices - 1;
        }

        @Override
        public void accept(long hash) {
            if ((hash & mask) != slice) {
                return;
            }
            if (count == values.length) {
                values = Arrays.copyOf(values, count + (count >> 1));
            }
            values[count++] = hash;
        }

        long[] values() {
            return Arrays.copyOf(values, count);
        }
    }
}
