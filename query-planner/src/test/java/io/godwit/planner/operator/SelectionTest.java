package io.godwit.planner.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.operator.Comparison.Operator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows selected of a batch at once are those of which the predicate is true row by row. */
class SelectionTest {
    private static final int ROWS = 300;

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    @Test
    void aBatchAtOnceSelectsWhatRowByRowDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (boolean nulls : new boolean[] {false, true}) {
            try (VectorSchemaRoot batch = batch(random, nulls)) {
                for (int left = 0; left < batch.getFieldVectors().size(); left++) {
                    for (int right = 0; right < batch.getFieldVectors().size(); right++) {
                        for (Operator operator : Operator.values()) {
                            Scalar one = compare(operator, left, right);
                            Scalar other = compare(Operator.LESS, right, 0);
                            assertSelects(one, batch, seed);
                            assertSelects(new Conjunction(List.of(one, other), false), batch, seed);
                            assertSelects(new Conjunction(List.of(one, other), true), batch, seed);
                        }
                    }
                }
            }
        }
    }

    private static Scalar compare(Operator operator, int left, int right) {
        return new Comparison(
                operator, new ColumnScalar(Scalar.Kind.LONG, left), new ColumnScalar(Scalar.Kind.LONG, right));
    }

    private static void assertSelects(Scalar predicate, VectorSchemaRoot batch, long seed) {
        predicate.bind(batch);
        int[] rows = IntStream.range(0, ROWS).filter(row -> row % 7 != 3).toArray();
        int[] expected = IntStream.of(rows)
                .filter(row -> !predicate.isNull(row) && predicate.longAt(row) == 1)
                .toArray();
        int count = predicate.select(rows, rows.length);
        assertThat(IntStream.of(rows).limit(count)).as("seed %d", seed).containsExactly(box(expected));
    }

    private static Integer[] box(int[] values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }

    private VectorSchemaRoot batch(Random random, boolean nulls) {
        IntVector ints = new IntVector("ints", allocator);
        BigIntVector longs = new BigIntVector("longs", allocator);
        BigIntVector otherLongs = new BigIntVector("otherLongs", allocator);
        DateDayVector dates = new DateDayVector("dates", allocator);
        List<FieldVector> vectors = List.of(ints, longs, otherLongs, dates);
        vectors.forEach(vector -> {
            vector.setInitialCapacity(ROWS);
            vector.allocateNew();
        });
        for (int row = 0; row < ROWS; row++) {
            ints.set(row, random.nextInt(3) - 1);
            longs.set(row, random.nextInt(3) == 0 ? Long.MIN_VALUE : random.nextInt(3) - 1);
            otherLongs.set(row, random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(3) - 1);
            dates.set(row, random.nextInt(3) - 1);
        }
        for (FieldVector vector : vectors) {
            for (int row = 0; nulls && row < ROWS; row++) {
                if (random.nextInt(4) == 0) {
                    vector.setNull(row);
                }
            }
            vector.setValueCount(ROWS);
        }
        return new VectorSchemaRoot(vectors);
    }
}
