package io.godwit.pitjoin;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;

/** Batches that share the buffers of others. */
final class SharedColumns {
    private SharedColumns() {}

    static Schema schema(Schema whole, List<Integer> columns) {
        return new Schema(
                columns.stream().map(column -> whole.getFields().get(column)).toList());
    }

    /** Some columns of some rows; both batches are closed by the caller. */
    static VectorSchemaRoot of(VectorSchemaRoot batch, List<Integer> columns, int from, int count) {
        List<FieldVector> vectors = new ArrayList<>();
        try {
            for (int column : columns) {
                vectors.add(share(batch.getVector(column), from, count));
            }
            return new VectorSchemaRoot(schema(batch.getSchema(), columns), vectors, count);
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    static FieldVector share(FieldVector vector, int from, int count) {
        TransferPair pair = vector.getTransferPair(vector.getAllocator());
        pair.splitAndTransfer(from, count);
        return (FieldVector) pair.getTo();
    }
}
