package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.row.SharedColumns;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory, as labels ({@link #stream()}) or as features. Its batches stay the caller's, who keeps them open while
 * a stream is; what streams hand out shares their buffers. All its rows have the same sequence number.
 */
public final class ArrowTable implements FeatureSource {
    private static final int FETCH_ROWS = 65_536;
    private static final ArrowType LONG = new ArrowType.Int(64, true);

    private final Schema schema;
    private final List<VectorSchemaRoot> batches;
    /** The id of each batch's first row. */
    private final long[] firstRows;

    public ArrowTable(Schema schema, List<VectorSchemaRoot> batches) {
        this.schema = schema;
        this.batches = List.copyOf(batches);
        this.firstRows = new long[batches.size() + 1];
        for (int batch = 0; batch < batches.size(); batch++) {
            firstRows[batch + 1] = firstRows[batch] + batches.get(batch).getRowCount();
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    /** All rows. */
    public BatchStream stream() {
        List<Integer> columns =
                IntStream.range(0, schema.getFields().size()).boxed().toList();
        return new Pieces<>(
                schema, batches.iterator(), batch -> SharedColumns.of(batch, columns, 0, batch.getRowCount()));
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        List<Field> fields =
                new ArrayList<>(SharedColumns.schema(schema, columns).getFields());
        fields.add(Field.notNullable(SEQUENCE_NUMBER, LONG));
        fields.add(Field.notNullable(ROW_ID, LONG));
        Iterator<Integer> all = IntStream.range(0, batches.size()).iterator();
        Schema withRowIds = new Schema(fields);
        return new Pieces<>(withRowIds, all, batch -> {
            int rowCount = batches.get(batch).getRowCount();
            return NewBatch.of(withRowIds, rowCount, vectors -> {
                SharedColumns.add(batches.get(batch), columns, 0, rowCount, vectors);
                vectors.add(ascending(context, SEQUENCE_NUMBER, 0, 0, rowCount));
                vectors.add(ascending(context, ROW_ID, firstRows[batch], 1, rowCount));
            });
        });
    }

    private static BigIntVector ascending(ExecutionContext context, String name, long first, long step, int count) {
        BigIntVector vector = new BigIntVector(Field.notNullable(name, LONG), context.allocator());
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            vector.set(row, first + row * step);
        }
        vector.setValueCount(count);
        return vector;
    }

    @Override
    public boolean canFetch() {
        return true;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        long[] locations = new long[rowIds.length];
        int batch = 0;
        for (int i = 0; i < rowIds.length; i++) {
            while (rowIds[i] >= firstRows[batch + 1]) {
                batch++;
            }
            locations[i] = RowLocations.of(batch, (int) (rowIds[i] - firstRows[batch]));
        }
        Schema projected = SharedColumns.schema(schema, columns);
        Iterator<Integer> starts = IntStream.iterate(0, from -> from < rowIds.length, from -> from + FETCH_ROWS)
                .iterator();
        return new Pieces<>(projected, starts, from -> {
            int count = Math.min(FETCH_ROWS, rowIds.length - from);
            return GatherRows.gather(
                    projected, output -> column(columns.get(output)), locations, from, count, context.allocator());
        });
    }

    private List<FieldVector> column(int column) {
        return batches.stream().map(batch -> batch.getVector(column)).toList();
    }

    /** A stream of batches made one by one. */
    private static final class Pieces<T> implements BatchStream {
        private final Schema schema;
        private final Iterator<T> pieces;
        private final Function<T, VectorSchemaRoot> make;

        Pieces(Schema schema, Iterator<T> pieces, Function<T, VectorSchemaRoot> make) {
            this.schema = schema;
            this.pieces = pieces;
            this.make = make;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            return pieces.hasNext() ? make.apply(pieces.next()) : null;
        }

        @Override
        public void close() {}
    }
}
