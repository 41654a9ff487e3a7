package io.godwit.planner.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DigestedStreamTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", new ArrowType.Int(64, true))));

    private final BufferAllocator allocator = new RootAllocator();
    private final ExecutionContext context = ExecutionContext.standalone(allocator);
    private final AtomicLong hashed = new AtomicLong();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void handsOnEveryBatchInOrderAndKnowsTheDigestAtTheEnd() {
        ContentDigest expected = new ContentDigest(SCHEMA);
        try (Counting counting = new Counting(9, 9)) {
            for (VectorSchemaRoot batch = counting.next(); batch != null; batch = counting.next()) {
                try (VectorSchemaRoot owned = batch) {
                    expected.add(owned);
                }
            }
        }
        try (DigestedStream stream = digested(new Counting(9, 9))) {
            for (int i = 0; i < 9; i++) {
                try (VectorSchemaRoot batch = stream.next()) {
                    assertThat(batch).isNotNull();
                    assertThat(batch.getVector("n").getObject(0)).isEqualTo((long) i);
                }
            }
            assertThat(stream.next()).isNull();
            assertThat(stream.next()).isNull();
            assertThat(stream.digest()).isEqualTo(expected.result());
        }
        assertThat(hashed).hasValue(expected.result().rowCount());
    }

    @Test
    void noRowsAreDigestedToo() {
        try (DigestedStream stream = digested(new Counting(0, 0))) {
            assertThat(stream.next()).isNull();
            assertThat(stream.digest()).isEqualTo(new ContentDigest(SCHEMA).result());
        }
    }

    @Test
    void givenUpHalfwayItHoldsNothing() {
        try (DigestedStream stream = digested(new Counting(9, 9));
                VectorSchemaRoot batch = stream.next()) {
            assertThat(batch).isNotNull();
        }
    }

    @Test
    void failureOfTheInputPasses() {
        try (DigestedStream stream = digested(new Counting(9, 1))) {
            assertThatThrownBy(stream::next).hasMessage("broken");
        }
    }

    @Test
    void failureToKeepTheHashesPasses() {
        DigestedStream stream = new DigestedStream(context, new Counting(9, 9), (low, high, count) -> {
            throw new IllegalStateException("full");
        });
        assertThatThrownBy(() -> {
                    try (stream) {
                        stream.next();
                    }
                })
                .hasMessage("full")
                .hasNoSuppressedExceptions();
    }

    private DigestedStream digested(BatchStream input) {
        return new DigestedStream(context, input, (low, high, count) -> hashed.addAndGet(count));
    }

    /** Batches whose first value is their number; breaks after some. */
    private final class Counting implements BatchStream {
        private final int batches;
        private final int sound;
        private int made;

        Counting(int batches, int sound) {
            this.batches = batches;
            this.sound = sound;
        }

        @Override
        public Schema schema() {
            return SCHEMA;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            if (made == batches) {
                return null;
            } else if (made == sound) {
                throw new IllegalStateException("broken");
            }
            VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
            BigIntVector numbers = (BigIntVector) batch.getVector("n");
            int rows = 1 + 700 * made;
            for (int row = 0; row < rows; row++) {
                numbers.setSafe(row, (long) made + row);
            }
            batch.setRowCount(rows);
            made++;
            return batch;
        }

        @Override
        public void close() {}
    }
}
