package io.godwit.pitjoin.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A batch whose columns are made one by one. */
public final class NewBatch {
    private NewBatch() {}

    /**
     * The batch of the columns that {@code columns} adds to its list, each as soon as it exists; when one cannot be made, those
     * before it are closed.
     */
    public static VectorSchemaRoot of(Schema schema, int rowCount, Consumer<List<FieldVector>> columns) {
        List<FieldVector> vectors = new ArrayList<>();
        try {
            columns.accept(vectors);
            return new VectorSchemaRoot(schema, vectors, rowCount);
        } catch (RuntimeException | Error e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }
}
