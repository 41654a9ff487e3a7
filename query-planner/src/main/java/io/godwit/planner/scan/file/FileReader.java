package io.godwit.planner.scan.file;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.cache.ColumnCache;
import org.jspecify.annotations.Nullable;

/**
 * Reads data files of one or more formats. Every data file of every scan passes through here, so that a faster decoder can
 * take the place of a general one without anything around it noticing. Safe for use by many threads.
 */
public interface FileReader {
    /**
     * Starts reading. Nothing but the footer may be read yet, and even that may wait for {@link FileBatches#next()}.
     *
     * @throws io.godwit.pitjoin.batch.GodwitException CORRUPT_DATA or UNAVAILABLE naming the file and, where known, row
     *     group and column
     */
    FileBatches open(ExecutionContext context, FileRead read);

    /** Where decoded columns, and what is derived from them, are kept between queries; null where nothing is. */
    default @Nullable ColumnCache columns() {
        return null;
    }
}
