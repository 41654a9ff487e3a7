package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.row.SharedColumns;
import io.godwit.pitjoin.spec.FeatureSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Rows on disk, ascending by row id, fetched by it. */
final class SpilledRows implements AutoCloseable {
    private static final Field ROW_ID = Field.notNullable(FeatureSource.ROW_ID, new ArrowType.Int(Long.SIZE, true));

    private record Stretch(SpillFile.Block block, long firstRowId, long lastRowId) {}

    private final Schema schema;
    private final SpillFile file;
    private final List<Stretch> stretches = new ArrayList<>();

    /** @param columns of the rows, without their ids */
    SpilledRows(ExecutionContext context, List<Field> columns, AtomicLong writtenBytes) {
        List<Field> fields = new ArrayList<>(columns);
        fields.add(ROW_ID);
        this.schema = new Schema(fields);
        this.file = new SpillFile(context, writtenBytes);
    }

    /** Writes rows of greater ids than all before; the last column has the ids. The caller closes the batch. */
    void add(VectorSchemaRoot batch) {
        if (batch.getRowCount() > 0) {
            long[] ids = rowIds(batch);
            stretches.add(new Stretch(file.append(batch), ids[0], ids[ids.length - 1]));
        }
    }

    private long[] rowIds(VectorSchemaRoot batch) {
        long[] ids = new long[batch.getRowCount()];
        Words.read(batch.getVector(schema.getFields().size() - 1), ids.length, ids);
        return ids;
    }

    /**
     * Some columns of some rows.
     *
     * @param rowIds ascending, all of them there
     */
    BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        return new Fetch(context, rowIds, columns);
    }

    @Override
    public void close() {
        file.close();
    }

    private final class Fetch implements BatchStream {
        private final ExecutionContext context;
        private final long[] rowIds;
        private final List<Integer> columns;
        private final Schema chosen;
        private int next;
        private int stretch;

        Fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
            this.context = context;
            this.rowIds = rowIds;
            this.columns = columns;
            this.chosen = SharedColumns.schema(schema, columns);
        }

        @Override
        public Schema schema() {
            return chosen;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            context.cancellation().check();
            if (next == rowIds.length) {
                return null;
            }
            while (stretch < stretches.size() && stretches.get(stretch).lastRowId() < rowIds[next]) {
                stretch++;
            }
            if (stretch == stretches.size()) {
                return null;
            }
            try (VectorSchemaRoot batch = file.read(stretches.get(stretch).block(), schema, context.allocator())) {
                return choose(batch, SpilledRows.this.rowIds(batch));
            }
        }

        private VectorSchemaRoot choose(VectorSchemaRoot batch, long[] ids) {
            long[] locations = new long[ids.length];
            int found = 0;
            for (int row = 0; row < ids.length && next < rowIds.length; row++) {
                if (ids[row] == rowIds[next]) {
                    locations[found++] = RowLocations.of(0, row);
                    next++;
                }
            }
            VectorSchemaRoot rows = GatherRows.gather(
                    chosen,
                    column -> List.of(batch.getVector(columns.get(column))),
                    locations,
                    0,
                    found,
                    context.allocator());
            stretch++;
            return rows;
        }

        @Override
        public void close() {
            next = rowIds.length;
        }
    }
}
