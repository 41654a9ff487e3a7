package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Batches that are there already, as a stream. */
final class Uploads implements BatchStream {
    private final Schema schema;
    private final Deque<VectorSchemaRoot> batches;

    private Uploads(Schema schema, List<VectorSchemaRoot> batches) {
        this.schema = schema;
        this.batches = new ArrayDeque<>(batches);
    }

    static BatchStream of(VectorSchemaRoot... batches) {
        return new Uploads(batches[0].getSchema(), List.of(batches));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        return batches.poll();
    }

    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
        batches.clear();
    }
}
