package io.godwit.planner.write.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;

/**
 * Whether a table's column takes nulls.
 *
 * @param name of the column, with those it stands in
 */
record RequiredColumn(String name, boolean isRequired) {
    /** To be asked where there is a null. */
    void checkNoNulls() {
        if (isRequired) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The table's column \"%s\" is required, and the rows hold a null in it".formatted(name));
        }
    }
}
