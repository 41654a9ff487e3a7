package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.FileBatch;
import io.godwit.planner.scan.FileBatches;
import io.godwit.planner.scan.FileRead;
import io.godwit.planner.scan.ScanMetrics.Counter;
import java.util.Iterator;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One file's batches: row group by row group, each opened when the one before it is exhausted. */
final class ParquetFileBatches implements FileBatches {
    private final ExecutionContext context;
    private final FileRead read;
    private final BiFunction<FileBytes, FileRead, Footer> footers;
    private final FileBytes bytes;
    private @Nullable Iterator<RowGroupPart> parts;
    private @Nullable RowGroupBatches current;
    private BatchSize batchSize;

    ParquetFileBatches(ExecutionContext context, FileRead read, BiFunction<FileBytes, FileRead, Footer> footers) {
        this.context = context;
        this.read = read;
        this.footers = footers;
        this.bytes = FileBytes.of(read.input());
        this.batchSize = new BatchSize(read.batchRows());
    }

    @Override
    public @Nullable FileBatch next() {
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

    private boolean openNextRowGroup() {
        closeRowGroup();
        if (parts == null) {
            parts = RowGroupPart.of(footers.apply(bytes, read), read).iterator();
        }
        if (!parts.hasNext()) {
            return false;
        }
        read.metrics().add(Counter.ROW_GROUPS_READ, 1);
        current = RowGroupBatches.open(context, read, bytes, parts.next(), batchSize);
        return true;
    }

    private void closeRowGroup() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    @Override
    public void close() {
        closeRowGroup();
        bytes.close();
    }
}
