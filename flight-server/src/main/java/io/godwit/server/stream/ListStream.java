package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Batches that are there already, handed over one by one; closes those nobody took. */
public final class ListStream implements BatchStream {
    private final Schema schema;
    private final Deque<VectorSchemaRoot> batches;

    public ListStream(Schema schema, Collection<VectorSchemaRoot> batches) {
        this.schema = schema;
        this.batches = new ArrayDeque<>(batches);
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
