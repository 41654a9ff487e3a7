package io.godwit.pitjoin.row;

import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.VectorSlices;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches that share the buffers of others. */
public final class SharedColumns {
    private SharedColumns() {}

    public static Schema schema(Schema whole, List<Integer> columns) {
        return new Schema(
                columns.stream().map(column -> whole.getFields().get(column)).toList());
    }

    /** Some columns of some rows; both batches are closed by the caller. */
    public static VectorSchemaRoot of(VectorSchemaRoot batch, List<Integer> columns, int from, int count) {
        return NewBatch.of(
                schema(batch.getSchema(), columns), count, vectors -> add(batch, columns, from, count, vectors));
    }

    /** Adds some columns of some rows to those of a batch in the making. */
    public static void add(
            VectorSchemaRoot batch, List<Integer> columns, int from, int count, List<FieldVector> vectors) {
        for (int column : columns) {
            FieldVector vector = batch.getVector(column);
            vectors.add(VectorSlices.slice(vector, from, count, vector.getAllocator()));
        }
    }
}
