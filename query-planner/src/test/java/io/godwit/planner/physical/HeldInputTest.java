package io.godwit.planner.physical;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.scan.filter.KeySet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldInputTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", MinorType.BIGINT.getType())));
    private static final int BATCH_ROWS = 1 << 16;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    /** Counts up, a batch at a time. */
    private final class Numbers implements BatchStream {
        private final int batches;
        private int served;
        private boolean closed;

        Numbers(int batches) {
            this.batches = batches;
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
            VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
            BigIntVector numbers = (BigIntVector) batch.getVector(0);
            numbers.allocateNew(BATCH_ROWS);
            for (int row = 0; row < BATCH_ROWS; row++) {
                numbers.set(row, (long) served * BATCH_ROWS + row);
            }
            batch.setRowCount(BATCH_ROWS);
            served++;
            return batch;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static long rows(BatchStream stream) {
        long rows = 0;
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            rows += batch.getRowCount();
            batch.close();
        }
        return rows;
    }

    @Test
    void littleIsReadWholeAndHasKeys() {
        Numbers numbers = new Numbers(3);
        Map<Integer, KeySet.Builder> keys = new HashMap<>(Map.of(0, new KeySet.Builder()));
        try (HeldInput held = HeldInput.read(numbers, new Cancellation(), keys)) {
            assertThat(numbers.served).isEqualTo(3);
            assertThat(keys.get(0).build().size()).isEqualTo(3 * BATCH_ROWS);
            assertThat(rows(held)).isEqualTo(3L * BATCH_ROWS);
        }
        assertThat(numbers.closed).isTrue();
    }

    @Test
    void moreThanMayBeHeldGoesOnAsAStreamWithoutKeys() {
        int batches = HeldInput.MOST_ROWS / BATCH_ROWS + 5;
        Numbers numbers = new Numbers(batches);
        Map<Integer, KeySet.Builder> keys = new HashMap<>(Map.of(0, new KeySet.Builder()));
        try (HeldInput held = HeldInput.read(numbers, new Cancellation(), keys)) {
            assertThat(keys).isEmpty();
            assertThat(numbers.served).isLessThan(batches);
            assertThat(rows(held)).isEqualTo((long) batches * BATCH_ROWS);
        }
    }

    @Test
    void whatIsHeldIsReleasedUnread() {
        HeldInput.read(new Numbers(2), new Cancellation(), new HashMap<>(Map.of(0, new KeySet.Builder())))
                .close();
        assertThat(allocator.getAllocatedMemory()).isZero();
    }
}
