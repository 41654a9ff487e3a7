package io.godwit.planner.physical;

import io.godwit.planner.scan.filter.KeySet;

/**
 * Rows of a step's result are wanted only where a column is among some keys.
 *
 * @param nullsWanted whether rows without a value are wanted, too
 */
record InputKeys(int column, KeySet keys, boolean nullsWanted) {
    InputKeys ofColumn(int other) {
        return new InputKeys(other, keys, nullsWanted);
    }
}
