package io.godwit.planner.scan.parquet.file;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** Where a column chunk is, for whoever must say that it cannot be read. */
public record ChunkLocation(String file, int rowGroup, String column) {
    public GodwitException corrupt(MalformedPage cause) {
        return new GodwitException(
                ErrorCode.CORRUPT_DATA,
                "Parquet file %s is damaged in row group %d, column %s: %s"
                        .formatted(file, rowGroup, column, cause.getMessage()),
                cause);
    }

    public GodwitException unsupported(String what) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Parquet file %s has %s in row group %d, column %s; rewrite it with another writer setting"
                        .formatted(file, what, rowGroup, column));
    }
}
