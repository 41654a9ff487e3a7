package io.godwit.planner.scan.filter;

/** Which outcomes of comparing a value with a literal let the row pass. */
enum Comparison {
    LESS(true, false, false),
    LESS_OR_EQUAL(true, true, false),
    EQUAL(false, true, false),
    NOT_EQUAL(true, false, true),
    GREATER_OR_EQUAL(false, true, true),
    GREATER(false, false, true);

    private final boolean less;
    private final boolean equal;
    private final boolean greater;

    Comparison(boolean less, boolean equal, boolean greater) {
        this.less = less;
        this.equal = equal;
        this.greater = greater;
    }

    /** @param compared below zero, zero or above, as the value is less than, equal to or greater than the literal */
    boolean accepts(int compared) {
        return compared < 0 ? less : compared == 0 ? equal : greater;
    }
}
