package io.godwit.planner.rel;

import java.util.List;

/**
 * What new rows of a table do to the result of a query that reads it, as far as the plan tells.
 *
 * @param addsRows whether they do nothing but add rows, those the query gives for the new rows alone
 * @param guards each is enough for them to leave the rows alone that the result had before
 */
public record Growth(boolean addsRows, List<Guard> guards) {
    /** Of a table of which nothing is known: when it changes, everything may. */
    public static final Growth UNKNOWN = new Growth(false, List.of());

    public Growth {
        guards = List.copyOf(guards);
    }

    /**
     * A condition that a feature row meets for a label row: {@code column < label + offset}, or {@code <=}. New rows whose
     * least {@code column} is beyond the greatest label cannot meet it for any label there was.
     *
     * @param column of the table that grows
     * @param label where the other side comes from
     * @param isStrict whether equal times do not match
     * @param offsetNanos added to the label's time
     */
    public record Guard(String column, TableColumn label, boolean isStrict, long offsetNanos) {}
}
