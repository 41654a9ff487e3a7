package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchLoader;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.VectorSlices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** Some columns of a schema, in the order asked for. */
final class Columns {
    private final Schema input;
    private final List<Integer> columns;
    private final Schema output;

    Columns(Schema input, List<Integer> columns) {
        this.input = input;
        this.columns = List.copyOf(columns);
        this.output = new Schema(columns.stream().map(input.getFields()::get).toList());
    }

    Schema schema() {
        return output;
    }

    /** Shares the buffers of {@code batch}; the result is charged to {@code allocator} and is the caller's. */
    VectorSchemaRoot load(ArrowRecordBatch batch, BufferAllocator allocator) {
        VectorSchemaRoot all = VectorSchemaRoot.create(input, allocator);
        try {
            BatchLoader.load(batch, all);
            return select(all, allocator);
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private VectorSchemaRoot select(VectorSchemaRoot all, BufferAllocator allocator) {
        Set<Integer> taken = new HashSet<>();
        VectorSchemaRoot selected = NewBatch.of(output, all.getRowCount(), vectors -> {
            for (int column : columns) {
                FieldVector vector = all.getVector(column);
                vectors.add(taken.add(column) ? vector : VectorSlices.slice(vector, 0, all.getRowCount(), allocator));
            }
        });
        for (int column = 0; column < input.getFields().size(); column++) {
            if (!taken.contains(column)) {
                all.getVector(column).close();
            }
        }
        return selected;
    }
}
