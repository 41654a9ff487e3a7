package io.godwit.pitjoin.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** Batches that memory does not suffice for, at each of the allocations they need. */
class NewBatchTest {
    private static final int ROWS = 1_000;
    private static final int FROM = 3;
    private static final int COUNT = 900;

    /** With all of it: the batch. With less: refused. Closing the allocators says whether anything was left behind. */
    @Test
    void aBatchThatDoesNotFitLeavesNothing() {
        try (RootAllocator root = new RootAllocator();
                BigIntVector ids = new BigIntVector("id", root);
                VarCharVector notes = new VarCharVector("note", root)) {
            for (int row = 0; row < ROWS; row++) {
                ids.setSafe(row, row);
                notes.setSafe(row, ("note " + row).getBytes(StandardCharsets.UTF_8));
            }
            ids.setValueCount(ROWS);
            notes.setValueCount(ROWS);
            long needed = shareWithin(root, Long.MAX_VALUE, ids, notes);
            assertThat(needed).isPositive();
            for (long limit = 0; limit < needed; limit += 64) {
                long tooLittle = limit;
                assertThatThrownBy(() -> shareWithin(root, tooLittle, ids, notes))
                        .isInstanceOf(OutOfMemoryException.class);
            }
            assertThat(shareWithin(root, needed, ids, notes)).isEqualTo(needed);
        }
    }

    /** The most that was held. */
    private static long shareWithin(RootAllocator root, long limit, FieldVector... columns) {
        try (BufferAllocator allocator = root.newChildAllocator("slices", 0, limit)) {
            Schema schema = new Schema(List.of(columns[0].getField(), columns[1].getField(), columns[0].getField()));
            try (VectorSchemaRoot batch = NewBatch.of(schema, COUNT, vectors -> {
                for (FieldVector column : List.of(columns[0], columns[1])) {
                    vectors.add(VectorSlices.slice(column, FROM, COUNT, column.getField(), allocator));
                }
                BigIntVector made = new BigIntVector(schema.getFields().get(2), allocator);
                vectors.add(made);
                made.allocateNew(COUNT);
            })) {
                assertThat(batch.getVector(0).getObject(COUNT - 1)).isEqualTo((long) FROM + COUNT - 1);
                assertThat(batch.getVector(1).getObject(0)).hasToString("note " + FROM);
                return allocator.getPeakMemoryAllocation();
            }
        }
    }
}
