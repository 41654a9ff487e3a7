package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.Arrays;

/** The repetition and definition levels of a leaf column for the rows being read: they tell where its ancestors begin. */
final class Levels {
    private static final int LIMIT = 1 << 27;

    private int[] repetition = new int[1024];
    private int[] definition = new int[1024];
    private int count;

    int count() {
        return count;
    }

    int repetition(int index) {
        return repetition[index];
    }

    int definition(int index) {
        return definition[index];
    }

    void append(int[] repetitions, int[] definitions, int from, int to) {
        int more = to - from;
        if (more > LIMIT - count) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "One batch of a list or map column has more than %,d elements; read fewer rows at a time"
                            .formatted(LIMIT));
        }
        if (count + more > repetition.length) {
            int size = Math.max(count + more, 2 * count);
            repetition = Arrays.copyOf(repetition, size);
            definition = Arrays.copyOf(definition, size);
        }
        System.arraycopy(repetitions, from, repetition, count, more);
        System.arraycopy(definitions, from, definition, count, more);
        count += more;
    }

    void clear() {
        count = 0;
    }
}
