package io.godwit.planner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheredBatchesTest {
    private static final int LARGE = 40_000;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingIsHeld() {
        allocator.close();
    }

    @Test
    void smallBatchesBecomeOneTwoFour() {
        assertThat(sizes(1, 1, 1, 1, 1, 1, 1, 1)).containsExactly(1, 2, 4, 1);
    }

    @Test
    void emptyBatchesAreLeftOut() {
        assertThat(sizes(0, 3, 0, 0, 4, 5, 0)).containsExactly(3, 9);
    }

    @Test
    void aLargeBatchStaysAsItIsBehindTheSmallOnesBeforeIt() {
        assertThat(sizes(1, 2, LARGE, LARGE, 3)).containsExactly(1, 2, LARGE, LARGE, 3);
    }

    @Test
    void aStreamWithoutRowsHasNoBatch() {
        assertThat(sizes(0, 0)).isEmpty();
        assertThat(sizes()).isEmpty();
    }

    @Test
    void noRowIsLostOrMoved() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int[] sizes = random.ints(random.nextInt(40), 0, 300).toArray();
            List<String> expected = new ArrayList<>();
            for (int row = 0; row < rows(sizes); row++) {
                expected.add(row + " " + text(row));
            }
            List<String> found = new ArrayList<>();
            try (BatchStream stream = gathered(new Counting(sizes))) {
                for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                    addRows(batch, found);
                }
                assertThat(stream.next()).isNull();
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void whoStopsEarlyLeavesNothingBehind() {
        Counting source = new Counting(1, 1, 1, LARGE, 1);
        try (BatchStream stream = gathered(source)) {
            stream.next().close();
            assertThat(source.served).isEqualTo(1);
            stream.next().close();
            stream.next().close(); // the large batch is held
        }
    }

    private BatchStream gathered(BatchStream source) {
        return new GatheredBatches(source, allocator, new Cancellation());
    }

    private List<Integer> sizes(int... sizes) {
        List<Integer> found = new ArrayList<>();
        try (BatchStream stream = gathered(new Counting(sizes))) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                found.add(batch.getRowCount());
                batch.close();
            }
        }
        return found;
    }

    private static void addRows(VectorSchemaRoot batch, List<String> rows) {
        try (batch) {
            for (int row = 0; row < batch.getRowCount(); row++) {
                rows.add(batch.getVector(0).getObject(row) + " "
                        + batch.getVector(1).getObject(row));
            }
        }
    }

    private static int rows(int... sizes) {
        int rows = 0;
        for (int size : sizes) {
            rows += size;
        }
        return rows;
    }

    private static @Nullable String text(int row) {
        return row % 7 == 0 ? null : "x".repeat(row % 5) + row;
    }

    /** Batches of the given sizes that number their rows. */
    private final class Counting implements BatchStream {
        private static final Schema SCHEMA = new Schema(List.of(
                Field.nullable("n", MinorType.BIGINT.getType()), Field.nullable("s", MinorType.VARCHAR.getType())));

        private final int[] sizes;
        private int served;
        private int rows;

        Counting(int... sizes) {
            this.sizes = sizes;
        }

        @Override
        public Schema schema() {
            return SCHEMA;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            if (served == sizes.length) {
                return null;
            }
            VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
            BigIntVector numbers = (BigIntVector) batch.getVector("n");
            VarCharVector texts = (VarCharVector) batch.getVector("s");
            int size = sizes[served++];
            for (int row = 0; row < size; row++) {
                numbers.setSafe(row, rows + row);
                String text = text(rows + row);
                if (text != null) {
                    texts.setSafe(row, new Text(text));
                }
            }
            batch.setRowCount(size);
            rows += size;
            return batch;
        }

        @Override
        public void close() {
            // its batches are the receiver's
        }
    }
}
