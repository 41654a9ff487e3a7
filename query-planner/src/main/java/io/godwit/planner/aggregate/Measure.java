package io.godwit.planner.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a part of a group's rows.
 *
 * @param argument of what; null for COUNT, if all rows count
 */
public record Measure(Kind kind, @Nullable Number64 argument) {
    /** How parts are put together again: sums and counts add up, of extremes the extreme one counts. */
    public enum Kind {
        SUM,
        COUNT,
        MIN,
        MAX
    }
}
