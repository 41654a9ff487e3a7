package io.godwit.planner.scan.parquet.file;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.ParquetMetricsRowGroupFilter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one row group that a read wants.
 *
 * @param ordinal of the row group in the file, from 0
 * @param schema of the file, with field ids
 * @param firstPosition of the row group's first row within the file
 * @param rows of the row group that are wanted
 * @param indexes of its pages
 */
public record RowGroupPart(
        int ordinal,
        BlockMetaData rowGroup,
        MessageType schema,
        long firstPosition,
        RowRanges rows,
        PageIndexes indexes) {

    public long rowCount() {
        return rowGroup.getRowCount();
    }

    /** Whether some rows are not wanted, so that there may be pages that need not be read. */
    public boolean isNarrowed() {
        return rows.count() < rowCount();
    }

    public RowGroupPart narrow(RowRanges to) {
        return new RowGroupPart(ordinal, rowGroup, schema, firstPosition, rows.intersect(to), indexes);
    }

    public RowGroupPart whole() {
        return new RowGroupPart(ordinal, rowGroup, schema, firstPosition, RowRanges.all((int) rowCount()), indexes);
    }

    /** The parts of a file that a read covers and that its pruning expression leaves. */
    public static List<RowGroupPart> of(Footer footer, FileRead read, FileBytes bytes) {
        MessageType schema = FileColumns.withIds(footer.schema(), read.nameMapping());
        ParquetMetricsRowGroupFilter statistics = read.pruning() == Expressions.alwaysTrue()
                ? null
                : new ParquetMetricsRowGroupFilter(read.tableSchema(), read.pruning(), true);
        List<RowGroupPart> parts = new ArrayList<>();
        long firstPosition = 0;
        for (int ordinal = 0; ordinal < footer.rowGroups().size(); ordinal++) {
            BlockMetaData rowGroup = footer.rowGroups().get(ordinal);
            check(rowGroup, ordinal, read);
            RowRanges rows = wantedRows(read.rows().positions(), firstPosition, (int) rowGroup.getRowCount());
            if (isWithin(rowGroup, read) && rows.count() > 0) {
                PageIndexes indexes = new PageIndexes(read, bytes, rowGroup, schema);
                if (statistics == null || statistics.shouldRead(schema, rowGroup)) {
                    parts.add(new RowGroupPart(ordinal, rowGroup, schema, firstPosition, rows, indexes));
                } else {
                    read.metrics().add(Counter.ROW_GROUPS_SKIPPED, 1);
                    read.metrics().add(Counter.BYTES_SKIPPED, indexes.chunkBytes());
                }
            }
            firstPosition += rowGroup.getRowCount();
        }
        return parts;
    }

    private static void check(BlockMetaData rowGroup, int ordinal, FileRead read) {
        if (rowGroup.getRowCount() < 0 || rowGroup.getRowCount() > Integer.MAX_VALUE) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA,
                    "Parquet file %s is damaged: row group %d has %d rows"
                            .formatted(read.input().location(), ordinal, rowGroup.getRowCount()));
        }
    }

    /** A row group belongs to the part of the file that its first byte is in. */
    private static boolean isWithin(BlockMetaData rowGroup, FileRead read) {
        if (rowGroup.getRowCount() == 0 || rowGroup.getColumns().isEmpty()) {
            return false;
        }
        long start = rowGroup.getStartingPos();
        return start >= read.rows().start()
                && start - read.rows().start() < read.rows().length();
    }

    private static RowRanges wantedRows(long @Nullable [] positions, long firstPosition, int rowCount) {
        if (positions == null) {
            return RowRanges.all(rowCount);
        }
        int from = lowerBound(positions, firstPosition);
        int to = lowerBound(positions, firstPosition + rowCount);
        RowRanges.Builder rows = new RowRanges.Builder();
        for (int i = from; i < to; i++) {
            int row = (int) (positions[i] - firstPosition);
            rows.add(row, row + 1);
        }
        return rows.build();
    }

    private static int lowerBound(long[] positions, long position) {
        int found = Arrays.binarySearch(positions, position);
        return found < 0 ? -found - 1 : found;
    }
}
