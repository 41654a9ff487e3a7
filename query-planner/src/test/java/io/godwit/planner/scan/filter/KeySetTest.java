package io.godwit.planner.scan.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of keys passes the rows that a {@link HashSet} of them holds. */
class KeySetTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    private BigIntVector longs(Long... values) {
        BigIntVector vector = new BigIntVector("n", allocator);
        vector.allocateNew(values.length);
        for (int row = 0; row < values.length; row++) {
            if (values[row] == null) {
                vector.setNull(row);
            } else {
                vector.set(row, values[row]);
            }
        }
        vector.setValueCount(values.length);
        return vector;
    }

    private static KeySet keys(FieldVector... vectors) {
        KeySet.Builder builder = new KeySet.Builder();
        for (FieldVector vector : vectors) {
            builder.add(vector);
        }
        return builder.build();
    }

    private static List<Integer> passing(KeySet keys, FieldVector vector, boolean nullsPass) {
        int[] rows = new int[vector.getValueCount()];
        Arrays.setAll(rows, row -> row);
        int passed = new KeySetKernel(keys, nullsPass).select(vector, rows, rows.length, rows);
        return Arrays.stream(rows, 0, passed).boxed().toList();
    }

    @Test
    void passesWhatIsAmongTheKeys() {
        try (BigIntVector some = longs(7L, null, 3L, 7L);
                BigIntVector rows = longs(1L, 3L, null, 7L, 8L, 2L)) {
            KeySet keys = keys(some);
            assertThat(keys.toArray()).containsExactly(3, 7);
            assertThat(passing(keys, rows, false)).containsExactly(1, 3);
            assertThat(passing(keys, rows, true)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void noKeysPassNothing() {
        try (BigIntVector none = longs();
                BigIntVector rows = longs(0L, null, -1L)) {
            KeySet keys = keys(none);
            assertThat(keys.isEmpty()).isTrue();
            assertThat(passing(keys, rows, false)).isEmpty();
            assertThat(passing(keys, rows, true)).containsExactly(1);
        }
    }

    @Test
    void keysAtTheEndsOfTheRangeAreTold() {
        try (BigIntVector some = longs(Long.MIN_VALUE, 0L, Long.MAX_VALUE);
                BigIntVector rows = longs(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L, 0L, 1L, Long.MAX_VALUE)) {
            assertThat(passing(keys(some), rows, false)).containsExactly(0, 3, 5);
        }
        try (BigIntVector some = longs(Long.MAX_VALUE, Long.MAX_VALUE - 5);
                BigIntVector rows = longs(Long.MIN_VALUE, Long.MAX_VALUE - 5, Long.MAX_VALUE - 4, Long.MAX_VALUE)) {
            assertThat(passing(keys(some), rows, false)).containsExactly(1, 3);
        }
    }

    /** Dense keys make a bitmap, sparse ones a table; both widths. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 1_000_000, Integer.MAX_VALUE})
    void passesWhatAHashSetHolds(int range) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            Set<Long> expected = new HashSet<>();
            try (IntVector some = ints(random, range, random.nextInt(2_000), expected);
                    IntVector rows = ints(random, range, 5_000, new HashSet<>());
                    BigIntVector wide = widened(rows)) {
                KeySet keys = keys(some);
                List<Integer> passing = new ArrayList<>();
                for (int row = 0; row < rows.getValueCount(); row++) {
                    if (!rows.isNull(row) && expected.contains((long) rows.get(row))) {
                        passing.add(row);
                    }
                }
                assertThat(keys.size()).as("seed %d", seed).isEqualTo(expected.size());
                assertThat(passing(keys, rows, false)).as("seed %d", seed).isEqualTo(passing);
                assertThat(passing(keys, wide, false)).as("seed %d", seed).isEqualTo(passing);
            }
        }
    }

    private IntVector ints(Random random, int range, int count, Set<Long> values) {
        IntVector vector = new IntVector("n", allocator);
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            if (random.nextInt(10) == 0) {
                vector.setNull(row);
            } else {
                int value = random.nextInt(range) - range / 2;
                vector.set(row, value);
                values.add((long) value);
            }
        }
        vector.setValueCount(count);
        return vector;
    }

    private BigIntVector widened(IntVector ints) {
        Long[] values = new Long[ints.getValueCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = ints.isNull(row) ? null : Long.valueOf(ints.get(row));
        }
        return longs(values);
    }

    @Test
    void onlyWholeNumbersAndDatesAreKeys() {
        assertThat(KeySet.canHold(Field.nullable("n", new ArrowType.Int(32, true))))
                .isTrue();
        assertThat(KeySet.canHold(Field.nullable("n", new ArrowType.Int(64, true))))
                .isTrue();
        assertThat(KeySet.canHold(Field.nullable("n", new ArrowType.Int(64, false))))
                .isFalse();
        assertThat(KeySet.canHold(Field.nullable("n", new ArrowType.Int(16, true))))
                .isFalse();
        assertThat(KeySet.canHold(Field.nullable("n", ArrowType.Utf8.INSTANCE))).isFalse();
    }

    @Test
    void aBitmapTakesNoMoreThanAHashTableOfTheKeys() {
        Random random = new Random(7);
        for (int span : new int[] {1 << 21, 1 << 24, 1 << 30}) {
            Long[] values = new Long[20_000];
            Arrays.setAll(values, i -> (long) random.nextInt(span));
            try (BigIntVector vector = longs(values)) {
                KeySet keys = keys(vector);
                assertThat(keys.heldBytes()).isLessThanOrEqualTo((keys.size() + 4L * keys.size() + 2) * Long.BYTES);
            }
        }
    }
}
