package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;

/** Where a column chunk is, for whoever must say that it cannot be read. */
record ChunkLocation(String file, int rowGroup, String column) {
    GodwitException corrupt(MalformedPage cause) {
        return new GodwitException(
                ErrorCode.CORRUPT_DATA,
                "Parquet file %s is damaged in row group %d, column %s: %s"
                        .formatted(file, rowGroup, column, cause.getMessage()),
                cause);
    }

    GodwitException unsupported(String what) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Parquet file %s has %s in row group %d, column %s; rewrite it with another writer setting"
                        .formatted(file, what, rowGroup, column));
    }
}
