package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.column.BatchSize;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.Footer;
import io.godwit.planner.scan.parquet.file.RowGroupPart;
import java.util.Iterator;
import java.util.function.BiFunction;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/** One file's batches: row group by row group, each opened when the one before it is exhausted. */
final class ParquetFileBatches implements FileBatches {
    private final ExecutionContext context;
    private final FileRead read;
    private final BiFunction<FileBytes, FileRead, Footer> footers;
    private final @Nullable ColumnCache cache;
    private final FileBytes bytes;
    private final RowGroupIndexes indexes;
    private @Nullable Iterator<RowGroupPart> parts;
    private @Nullable RowGroupBatches current;
    private @Nullable RowGroupBatches following;
    private final BatchSize batchSize;

    ParquetFileBatches(
            ExecutionContext context,
            FileRead read,
            BiFunction<FileBytes, FileRead, Footer> footers,
            @Nullable ColumnCache cache) {
        this.context = context;
        this.read = read;
        this.footers = footers;
        this.cache = cache;
        this.bytes = FileBytes.of(
                read.input(), context.allocator(), context.workers().requests());
        this.indexes = new RowGroupIndexes(context, read, bytes);
        this.batchSize = new BatchSize(read.batchRows(), context.allocator());
    }

    @Override
    public long fetchAhead() {
        try {
            openNextRowGroup();
            return bytes.planned();
        } catch (OutOfMemoryException e) {
            throw outOfMemory(e);
        }
    }

    @Override
    public @Nullable FileBatch next() {
        try {
            return nextBatch();
        } catch (OutOfMemoryException e) {
            throw outOfMemory(e);
        }
    }

    private GodwitException outOfMemory(OutOfMemoryException e) {
        return new GodwitException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "Reading Parquet file %s needs more memory than the query may hold: %s; raise query.memory-bytes or ask for fewer columns"
                        .formatted(read.input().location(), e.getMessage()),
                e);
    }

    private @Nullable FileBatch nextBatch() {
        while (true) {
            context.cancellation().check();
            FileBatch batch = current == null ? null : current.next();
            if (batch != null) {
                return batch;
            }
            if (!openNextRowGroup()) {
                return null;
            }
        }
    }

    /** Opens the row group that follows, too, so that its bytes are on their way while this one is decoded. */
    private boolean openNextRowGroup() {
        RowGroupBatches done = current;
        current = null;
        if (done != null) {
            done.close();
        }
        current = following == null ? openOne() : following;
        following = current == null ? null : openOne();
        if (current == null) {
            return false;
        }
        read.metrics().add(Counter.ROW_GROUPS_READ, 1);
        current.start();
        current.plan();
        if (following != null) {
            following.plan();
        }
        return true;
    }

    private @Nullable RowGroupBatches openOne() {
        Iterator<RowGroupPart> left = parts;
        if (left == null) {
            Footer footer = footers.apply(bytes, read);
            context.cancellation().check();
            left = RowGroupPart.of(footer, read, bytes).iterator();
            parts = left;
        }
        while (left.hasNext()) {
            context.cancellation().check();
            RowGroupPart part = left.next();
            if (indexes.mayMatch(part)) {
                RowGroupPart narrowed = indexes.withoutPagesThatCannotMatch(part);
                if (narrowed.rows().count() > 0) {
                    return RowGroupBatches.open(context, read, bytes, narrowed, batchSize, cache);
                }
                read.metrics().add(Counter.PAGES_SKIPPED, part.indexes().pageCount());
            }
            read.metrics().add(Counter.ROW_GROUPS_SKIPPED, 1);
            read.metrics().add(Counter.BYTES_SKIPPED, part.indexes().chunkBytes());
        }
        return null;
    }

    @Override
    public void close() {
        for (RowGroupBatches open : new RowGroupBatches[] {current, following}) {
            if (open != null) {
                open.close();
            }
        }
        current = null;
        following = null;
        bytes.close();
    }
}
