package io.godwit.bench;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.VectorSlices;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Batches that stay in memory and are handed out any number of times, their buffers shared and not copied. */
final class StoredBatches implements AutoCloseable {
    private final List<VectorSchemaRoot> batches;

    /** Takes over the batches. */
    StoredBatches(List<VectorSchemaRoot> batches) {
        this.batches = List.copyOf(batches);
    }

    Schema schema() {
        return batches.get(0).getSchema();
    }

    List<VectorSchemaRoot> batches() {
        return batches;
    }

    BatchStream stream(BufferAllocator allocator, List<Integer> columns) {
        Schema schema =
                new Schema(columns.stream().map(schema().getFields()::get).toList());
        Iterator<VectorSchemaRoot> remaining = batches.iterator();
        return new BatchStream() {
            @Override
            public Schema schema() {
                return schema;
            }

            @Override
            public @Nullable VectorSchemaRoot next() {
                return remaining.hasNext() ? share(remaining.next(), columns, allocator) : null;
            }

            @Override
            public void close() {}
        };
    }

    private static VectorSchemaRoot share(VectorSchemaRoot batch, List<Integer> columns, BufferAllocator allocator) {
        Schema schema = new Schema(
                columns.stream().map(batch.getSchema().getFields()::get).toList());
        return NewBatch.of(schema, batch.getRowCount(), shared -> {
            for (int column : columns) {
                shared.add(VectorSlices.slice(batch.getVector(column), 0, batch.getRowCount(), allocator));
            }
        });
    }

    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
    }
}
