package io.godwit.planner.scan.record;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowPositions;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.jspecify.annotations.Nullable;

/** Records of one file, turned into vectors: first those of the filter, then, for the rows that passed, the others. */
final class RecordFileBatches implements FileBatches {
    private final ExecutionContext context;
    private final FileRead read;
    private final CloseableIterable<Record> source;
    private final RecordColumns filterColumns;
    private final RecordColumns columns;
    private final int positionIndex;
    private final Record[] rows;
    private final long[] positions;
    private final int[] selection;

    private @Nullable CloseableIterator<Record> records;
    private int wanted;

    RecordFileBatches(ExecutionContext context, FileRead read, Schema recordSchema, CloseableIterable<Record> source) {
        this.context = context;
        this.read = read;
        this.source = source;
        this.filterColumns = new RecordColumns(read.filter().columns(), recordSchema);
        this.columns = new RecordColumns(read.columns().columns(), recordSchema);
        this.positionIndex = recordSchema.columns().indexOf(MetadataColumns.ROW_POSITION);
        this.rows = new Record[read.batchRows()];
        this.positions = new long[read.batchRows()];
        this.selection = new int[read.batchRows()];
    }

    @Override
    public @Nullable FileBatch next() {
        context.cancellation().check();
        try {
            int count = load();
            return count == 0 ? null : batch(count);
        } catch (GodwitException e) {
            throw new GodwitException(
                    e.code(),
                    "%s, in file %s".formatted(e.getMessage(), read.input().location()),
                    e);
        } catch (RuntimeException e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA,
                    "Cannot read %s file %s: %s"
                            .formatted(read.format(), read.input().location(), e),
                    e);
        }
    }

    /** Reads up to a batch of records; returns how many. */
    private int load() {
        CloseableIterator<Record> iterator = records;
        if (iterator == null) {
            iterator = source.iterator();
            records = iterator;
        }
        int count = 0;
        while (count < rows.length && iterator.hasNext()) {
            Record row = iterator.next();
            long position = (Long) row.get(positionIndex);
            if (isWanted(position)) {
                rows[count] = row;
                positions[count++] = position;
            }
        }
        read.metrics().add(Counter.ROWS_READ, count);
        return count;
    }

    private boolean isWanted(long position) {
        long[] only = read.rows().positions();
        if (only == null) {
            return true;
        }
        while (wanted < only.length && only[wanted] < position) {
            wanted++;
        }
        return wanted < only.length && only[wanted] == position;
    }

    private FileBatch batch(int count) {
        RowPositions loaded = RowPositions.of(Arrays.copyOf(positions, count), count);
        int selected = select(loaded);
        List<Record> kept = new ArrayList<>(selected);
        for (int row = 0; row < selected; row++) {
            kept.add(rows[selection[row]]);
        }
        return new FileBatch(columns.write(context.allocator(), kept), loaded.select(selection, selected));
    }

    private int select(RowPositions loaded) {
        RowFilter filter = read.filter();
        if (filter.passesAll()) {
            return RowFilter.ALL.select(List.of(), loaded, selection);
        }
        List<Record> all = Arrays.asList(rows).subList(0, loaded.count());
        try (VectorSchemaRoot seen = filterColumns.write(context.allocator(), all)) {
            return filter.select(seen.getFieldVectors(), loaded, selection);
        }
    }

    @Override
    public void close() {
        try {
            if (records != null) {
                records.close();
            }
            source.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + read.input().location(), e);
        }
    }
}
