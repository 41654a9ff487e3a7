package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.Types;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of one BIGINT column {@code n} counting up from zero. Says whether it was closed. */
final class LeafStream implements BatchStream {
    static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", Types.MinorType.BIGINT.getType())));

    private final BufferAllocator allocator;
    private final int batches;
    private final int batchRows;
    private final Consumer<Integer> beforeBatch;
    private int served;
    private volatile boolean closed;

    LeafStream(BufferAllocator allocator, int batches, int batchRows, Consumer<Integer> beforeBatch) {
        this.allocator = allocator;
        this.batches = batches;
        this.batchRows = batchRows;
        this.beforeBatch = beforeBatch;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public VectorSchemaRoot next() {
        if (served == batches) {
            return null;
        }
        beforeBatch.accept(served);
        VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
        BigIntVector numbers = (BigIntVector) batch.getVector(0);
        numbers.allocateNew(batchRows);
        for (int row = 0; row < batchRows; row++) {
            numbers.set(row, (long) served * batchRows + row);
        }
        batch.setRowCount(batchRows);
        served++;
        return batch;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
