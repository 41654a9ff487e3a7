package io.godwit.planner.scan;

import io.godwit.planner.scan.delete.EqualityDeletes;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowPositions;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.filter.VectorFilter;
import io.godwit.planner.scan.plan.DataFileFacts;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The rows of one file that are neither deleted nor filtered away: positions first, which need no column, then keys, then the filter. */
final class SurvivingRows implements RowFilter {
    private final BufferAllocator allocator;
    private final ScanMetrics metrics;
    private final @Nullable PositionDeleteIndex deletedPositions;
    private final List<EqualityDeletes> deletedKeys;
    private final VectorFilter filter;
    private final FileColumns columns;
    private final List<List<Integer>> keyColumns = new ArrayList<>();
    private final List<Integer> filterColumns;

    SurvivingRows(
            BufferAllocator allocator,
            ScanMetrics metrics,
            DataFileFacts file,
            @Nullable PositionDeleteIndex deletedPositions,
            List<EqualityDeletes> deletedKeys,
            VectorFilter filter) {
        this.allocator = allocator;
        this.metrics = metrics;
        this.deletedPositions = deletedPositions;
        this.deletedKeys = List.copyOf(deletedKeys);
        this.filter = filter;
        List<NestedField> needed = new ArrayList<>();
        deletedKeys.forEach(deletes -> keyColumns.add(indexes(deletes.columns(), needed)));
        this.filterColumns = indexes(filter.columns(), needed);
        this.columns = new FileColumns(needed, file);
    }

    private static List<Integer> indexes(Schema schema, List<NestedField> needed) {
        List<Integer> indexes = new ArrayList<>();
        for (NestedField field : schema.columns()) {
            if (!needed.contains(field)) {
                needed.add(field);
            }
            indexes.add(needed.indexOf(field));
        }
        return indexes;
    }

    @Override
    public List<NestedField> columns() {
        return columns.stored();
    }

    @Override
    public boolean passesAll() {
        return deletedPositions == null && deletedKeys.isEmpty() && filter.passesAll();
    }

    @Override
    public int select(List<? extends FieldVector> stored, RowPositions positions, int[] selection) {
        int left = selectPositions(positions, selection);
        if (left == 0 || (deletedKeys.isEmpty() && filter.passesAll())) {
            return left;
        }
        List<FieldVector> made = new ArrayList<>();
        try {
            List<FieldVector> view = columns.view(allocator, stored, positions, made);
            return selectValues(view, selection, left);
        } finally {
            made.forEach(FieldVector::close);
        }
    }

    private int selectPositions(RowPositions positions, int[] selection) {
        int count = positions.count();
        if (deletedPositions == null) {
            return RowFilter.ALL.select(List.of(), positions, selection);
        }
        int kept = 0;
        for (int row = 0; row < count; row++) {
            selection[kept] = row;
            kept += deletedPositions.isDeleted(positions.position(row)) ? 0 : 1;
        }
        metrics.add(Counter.ROWS_DELETED, count - kept);
        return kept;
    }

    private int selectValues(List<FieldVector> view, int[] selection, int count) {
        int left = count;
        for (int i = 0; i < deletedKeys.size(); i++) {
            left = deletedKeys.get(i).select(pick(view, keyColumns.get(i)), selection, left);
        }
        metrics.add(Counter.ROWS_DELETED, count - left);
        int passed = filter.select(pick(view, filterColumns), selection, left);
        metrics.add(Counter.ROWS_FILTERED, left - passed);
        return passed;
    }

    private static List<FieldVector> pick(List<FieldVector> vectors, List<Integer> indexes) {
        return indexes.stream().map(vectors::get).toList();
    }
}
