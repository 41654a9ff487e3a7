package io.godwit.planner.scan.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;

/** Some columns of one row group, read side by side. Rows are asked for in ascending order; those between are passed over. */
final class ColumnSet implements AutoCloseable {
    /** Beginning a run of rows costs about as much as decoding this many. */
    private static final int ROWS_PER_RUN = 16;

    private final List<ColumnReader> readers;
    private final BufferAllocator allocator;
    private final FileBytes file;
    private final List<FileBytes.Range> ranges;
    private boolean planned;
    private long position;

    /** @param ranges of the columns' chunks in the file */
    ColumnSet(List<ColumnReader> readers, BufferAllocator allocator, FileBytes file, List<FileBytes.Range> ranges) {
        this.readers = readers;
        this.file = file;
        this.ranges = ranges;
        this.allocator = allocator;
    }

    /** The rows selected, one vector per column, which the caller closes. */
    List<FieldVector> read(SelectedRows rows) {
        plan();
        List<FieldVector> vectors = new ArrayList<>(readers.size());
        try {
            boolean inRuns = rows.isContiguous() || (long) rows.runs() * ROWS_PER_RUN < rows.span();
            for (ColumnReader reader : readers) {
                reader.skip(rows.first() - position);
                vectors.add(inRuns ? readRuns(reader, rows) : readAndGather(reader, rows));
            }
        } catch (RuntimeException e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
        position = rows.first() + rows.span();
        return vectors;
    }

    /** Has the bytes of the columns fetched; columns of which no row is selected are never asked for. */
    void plan() {
        if (!planned) {
            planned = true;
            file.plan(ranges);
        }
    }

    /** Lets go of fetched bytes that were not read. */
    void forget() {
        ranges.forEach(file::forget);
    }

    private static FieldVector readRuns(ColumnReader reader, SelectedRows rows) {
        int read = 0;
        while (read < rows.count()) {
            int run = rows.runLength(read);
            if (read > 0) {
                reader.skip((long) rows.offset(read) - rows.offset(read - 1) - 1);
            }
            reader.read(run);
            read += run;
        }
        return reader.take();
    }

    private FieldVector readAndGather(ColumnReader reader, SelectedRows rows) {
        reader.read((int) rows.span());
        try (FieldVector all = reader.take()) {
            return GatherRows.gather(all, rows.offsets(), rows.count(), allocator);
        }
    }

    @Override
    public void close() {
        AutoCloseables.closeNoChecked(() -> AutoCloseables.close(readers));
    }
}
