package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.file.BloomFilters;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.PagePruning;
import io.godwit.planner.scan.parquet.file.RowGroupPart;
import io.godwit.planner.scan.parquet.page.ColumnChunks;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetBloomRowGroupFilter;
import org.apache.iceberg.parquet.ParquetDictionaryRowGroupFilter;

/**
 * Leaves out row groups and pages by what costs a read of its own: bloom filters, dictionaries and page indexes. Iceberg's evaluators judge; reading
 * is ours, so that a hostile file cannot do more here than elsewhere.
 */
final class RowGroupIndexes {
    private final ExecutionContext context;
    private final FileRead read;
    private final FileBytes bytes;

    RowGroupIndexes(ExecutionContext context, FileRead read, FileBytes bytes) {
        this.context = context;
        this.read = read;
        this.bytes = bytes;
    }

    /** False only if no row of the row group can make the pruning expression true. */
    boolean mayMatch(RowGroupPart part) {
        if (read.pruning() == Expressions.alwaysTrue()) {
            return true;
        }
        try {
            return bloomFiltersMayMatch(part) && dictionariesMayMatch(part);
        } catch (RuntimeException e) {
            // An index that cannot be read proves nothing; damage shows when the rows are decoded.
            return true;
        }
    }

    /** The part without the rows of pages of which the column index says that none of theirs can match. */
    RowGroupPart withoutPagesThatCannotMatch(RowGroupPart part) {
        boolean worthwhile = part.indexes().chunkBytes() > 2 * bytes.bytesPerRequest();
        if (read.pruning() == Expressions.alwaysTrue() || !worthwhile) {
            return part;
        }
        try {
            return part.narrow(
                    new PagePruning(read, part.schema(), part.rowGroup(), part.indexes()).mayMatch(read.pruning()));
        } catch (RuntimeException e) {
            return part;
        }
    }

    private boolean bloomFiltersMayMatch(RowGroupPart part) {
        return new ParquetBloomRowGroupFilter(read.tableSchema(), read.pruning(), true)
                .shouldRead(part.schema(), part.rowGroup(), new BloomFilters(read, bytes, part.rowGroup()));
    }

    private boolean dictionariesMayMatch(RowGroupPart part) {
        ColumnChunks chunks = new ColumnChunks(context, read, bytes, part);
        return new ParquetDictionaryRowGroupFilter(read.tableSchema(), read.pruning(), true)
                .shouldRead(part.schema(), part.rowGroup(), chunks::dictionaryPage);
    }
}
