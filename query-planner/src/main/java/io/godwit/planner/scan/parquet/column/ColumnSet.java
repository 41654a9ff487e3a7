package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.util.AutoCloseables;
import org.apache.arrow.vector.FieldVector;

/** Some columns of one row group, read side by side. Rows are asked for in ascending order; those between are passed over. */
public final class ColumnSet implements AutoCloseable {
    private final List<RowGroupColumn> columns;
    private final FileBytes file;
    private final ExecutionContext context;

    /** @param context whose workers help to decode when they have nothing else to do */
    ColumnSet(List<RowGroupColumn> columns, FileBytes file, ExecutionContext context) {
        this.columns = List.copyOf(columns);
        this.file = file;
        this.context = context;
    }

    /**
     * The rows selected, one vector per column, which the caller closes.
     *
     * @param rows among the candidates
     * @param candidates the rows of the batch
     */
    public List<FieldVector> read(SelectedRows rows, SelectedRows candidates) {
        plan();
        return new SharedDecoding(columns, rows, candidates, context.cancellation())
                .read(context.workers().scans());
    }

    /** Says that nothing is wanted of a batch. */
    public void passOver(SelectedRows candidates) {
        columns.forEach(column -> column.passOver(candidates));
    }

    /** Has the bytes of the columns fetched; columns of which no row is selected are never asked for. */
    public void plan() {
        List<FileBytes.Range> ranges = new ArrayList<>();
        columns.forEach(column -> ranges.addAll(column.plan()));
        file.plan(ranges);
    }

    /** Looks for the columns in the cache. */
    public void seek() {
        columns.forEach(RowGroupColumn::seek);
    }

    /**
     * Where between {@code row} and {@code end} a batch should end so that cached columns go into it uncopied. Borders soon
     * after its begin are passed over: copying costs less than small batches.
     */
    public long batchEnd(long row, long end) {
        long smallest = row + (end - row) / 4;
        long earliest = end;
        for (RowGroupColumn column : columns) {
            long border = column.pieceEnd(row, end);
            earliest = border > smallest ? Math.min(earliest, border) : earliest;
        }
        return earliest;
    }

    /** Lets go of fetched bytes that were not read. */
    public void forget() {
        columns.forEach(RowGroupColumn::forget);
    }

    @Override
    public void close() {
        AutoCloseables.closeNoChecked(() -> AutoCloseables.close(columns));
    }
}
