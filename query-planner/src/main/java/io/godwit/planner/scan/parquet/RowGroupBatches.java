package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowPositions;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.column.BatchSize;
import io.godwit.planner.scan.parquet.column.ColumnReaders;
import io.godwit.planner.scan.parquet.column.ColumnSet;
import io.godwit.planner.scan.parquet.encoding.GatherRows;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.RowGroupPart;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one row group. The columns the row filter needs are decoded first; the others only for the rows it
 * selects; what both need is decoded once.
 */
final class RowGroupBatches implements AutoCloseable {
    private final ExecutionContext context;
    private final FileRead read;
    private final RowGroupPart part;
    private final BatchSize batchSize;
    private final ColumnSet filterColumns;
    private final ColumnSet otherColumns;

    /** For every column of the read: which filter column it is, or -1. */
    private final int[] shared;

    private final List<Field> fields;
    private int[] selection = {};
    private int next;

    private RowGroupBatches(
            ExecutionContext context,
            FileRead read,
            RowGroupPart part,
            BatchSize batchSize,
            ColumnSet filterColumns,
            ColumnSet otherColumns,
            int[] shared) {
        this.context = context;
        this.read = read;
        this.part = part;
        this.batchSize = batchSize;
        this.filterColumns = filterColumns;
        this.otherColumns = otherColumns;
        this.shared = shared;
        this.fields = ArrowSchemas.arrowSchema(read.columns()).getFields();
    }

    static RowGroupBatches open(
            ExecutionContext context,
            FileRead read,
            FileBytes bytes,
            RowGroupPart part,
            BatchSize batchSize,
            @Nullable ColumnCache cache) {
        List<NestedField> filterFields =
                read.filter().passesAll() ? List.of() : read.filter().columns();
        int[] shared = new int[read.columns().columns().size()];
        List<NestedField> others = new ArrayList<>();
        for (int i = 0; i < shared.length; i++) {
            NestedField column = read.columns().columns().get(i);
            shared[i] = filterFields.indexOf(column);
            if (shared[i] < 0) {
                others.add(column);
            }
        }
        ColumnReaders readers = new ColumnReaders(context, read, bytes, part, cache);
        return new RowGroupBatches(
                context, read, part, batchSize, readers.open(filterFields), readers.open(others), shared);
    }

    /** Has fetched what is sure to be read. */
    void plan() {
        filterColumns.plan();
        if (read.filter().passesAll()) {
            otherColumns.plan();
        }
    }

    /** Says that reading begins. */
    void start() {
        batchSize.restart();
        filterColumns.seek();
        if (read.filter().passesAll()) {
            otherColumns.seek();
        }
    }

    /** The next rows that pass, or null behind the last row of the row group. */
    @Nullable
    FileBatch next() {
        SelectedRows candidates = nextCandidates();
        if (candidates == null) {
            return null;
        }
        read.metrics().add(Counter.ROWS_READ, candidates.count());
        List<FieldVector> filterVectors = filterColumns.read(candidates, candidates);
        try {
            SelectedRows selected = select(candidates, filterVectors);
            return batch(candidates, selected, filterVectors);
        } finally {
            filterVectors.forEach(FieldVector::close);
        }
    }

    private @Nullable SelectedRows nextCandidates() {
        int count = batchSize.next(part.rows().count() - next);
        if (count <= 0) {
            return null;
        }
        int from = next;
        if (!part.isNarrowed()) {
            next = (int) otherColumns.batchEnd(from, filterColumns.batchEnd(from, from + count));
            return SelectedRows.range(from, next - from);
        }
        next += count;
        return part.rows().select(from, count);
    }

    private SelectedRows select(SelectedRows candidates, List<FieldVector> filterVectors) {
        if (read.filter().passesAll()) {
            return candidates;
        }
        if (selection.length < candidates.count()) {
            selection = new int[Math.max(candidates.count(), Math.min(2 * candidates.count(), read.batchRows()))];
        }
        int selected = read.filter().select(filterVectors, positions(candidates), selection);
        return selected == 0 ? SelectedRows.NONE : candidates.select(selection, selected);
    }

    private FileBatch batch(SelectedRows candidates, SelectedRows selected, List<FieldVector> filterVectors) {
        List<FieldVector> others = List.of();
        if (selected.count() == 0) {
            otherColumns.passOver(candidates);
        } else {
            others = otherColumns.read(selected, candidates);
        }
        List<FieldVector> vectors = new ArrayList<>(shared.length);
        try {
            int nextOther = 0;
            for (int i = 0; i < shared.length; i++) {
                if (selected.count() == 0) {
                    vectors.add(empty(fields.get(i)));
                } else if (shared[i] < 0) {
                    vectors.add(others.get(nextOther++));
                } else {
                    vectors.add(kept(filterVectors.get(shared[i]), candidates, selected));
                }
            }
        } catch (RuntimeException e) {
            vectors.forEach(FieldVector::close);
            others.forEach(FieldVector::close);
            throw e;
        }
        observe(candidates, filterVectors, selected, others);
        VectorSchemaRoot root = new VectorSchemaRoot(fields, vectors, selected.count());
        return new FileBatch(root, positions(selected));
    }

    private FieldVector kept(FieldVector column, SelectedRows candidates, SelectedRows selected) {
        if (selected == candidates) {
            // A second reference: the filter's vectors are closed when the batch goes out.
            return VectorSlices.slice(column, 0, column.getValueCount(), context.allocator());
        }
        return GatherRows.gather(column, selection, selected.count(), context.allocator());
    }

    private FieldVector empty(Field field) {
        FieldVector vector = field.createVector(context.allocator());
        vector.setValueCount(0);
        return vector;
    }

    private void observe(
            SelectedRows candidates, List<FieldVector> filterVectors, SelectedRows selected, List<FieldVector> others) {
        long bytes = bytes(filterVectors);
        if (selected.count() > 0) {
            bytes += bytes(others) / selected.count() * candidates.count();
        }
        batchSize.observe(candidates.count(), bytes);
    }

    private static long bytes(List<FieldVector> vectors) {
        long bytes = 0;
        for (FieldVector vector : vectors) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }

    private RowPositions positions(SelectedRows rows) {
        long first = part.firstPosition() + rows.first();
        if (rows.isContiguous()) {
            return RowPositions.range(first, rows.count());
        }
        long[] positions = new long[rows.count()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = first + rows.offset(i);
        }
        return RowPositions.of(positions, positions.length);
    }

    @Override
    public void close() {
        filterColumns.close();
        otherColumns.close();
        filterColumns.forget();
        otherColumns.forget();
    }
}
