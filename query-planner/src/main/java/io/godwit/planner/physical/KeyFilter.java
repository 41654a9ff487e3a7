package io.godwit.planner.physical;

/**
 * A filter that comes about while a sub-plan of the other engine runs: one of its inputs is read first and held, and of
 * another only rows come whose column is among the values read. The sub-plan joins by the two columns, so that no other row
 * of the target could be part of its result.
 *
 * @param nullsMatch whether the two columns are joined where both are null, so that such rows of the target are needed
 */
record KeyFilter(Column source, Column target, boolean nullsMatch) {
    /** A column of one of the inputs. */
    record Column(int input, int column) {}
}
