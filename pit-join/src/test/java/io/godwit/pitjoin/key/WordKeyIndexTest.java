package io.godwit.pitjoin.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.junit.jupiter.api.Test;

class WordKeyIndexTest {
    private static final KeyCoding WORD = new KeyCoding(KeyCoding.Form.WORD, 1);

    @Test
    void findsKeysThatLieCloseTogetherAndNoOthers() {
        assertThat(found(
                        new Long[] {7L, null, 9L, 7L},
                        new Long[] {9L, 8L, 7L, 6L, 10L, null, Long.MIN_VALUE, Long.MAX_VALUE}))
                .containsExactly(1, -1, 0, -1, -1, -1, -1, -1);
    }

    @Test
    void findsKeysAtTheEndsOfTheRange() {
        assertThat(found(
                        new Long[] {Long.MIN_VALUE, Long.MAX_VALUE},
                        new Long[] {Long.MAX_VALUE, 0L, Long.MIN_VALUE, -1L}))
                .containsExactly(1, -1, 0, -1);
        assertThat(found(new Long[] {Long.MAX_VALUE, Long.MAX_VALUE - 1}, new Long[] {Long.MIN_VALUE, Long.MAX_VALUE}))
                .containsExactly(-1, 0);
        assertThat(found(new Long[] {Long.MIN_VALUE}, new Long[] {Long.MAX_VALUE, Long.MIN_VALUE + 1, Long.MIN_VALUE}))
                .containsExactly(-1, -1, 0);
    }

    @Test
    void findsNothingWhereThereIsNoKey() {
        assertThat(found(new Long[] {null}, new Long[] {0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, null}))
                .containsOnly(-1);
        assertThat(found(new Long[0], new Long[] {0L})).containsOnly(-1);
    }

    private static int[] found(Long[] labels, Long[] features) {
        try (BufferAllocator allocator = new RootAllocator();
                BigIntVector keys = vector(allocator, labels);
                BigIntVector asked = vector(allocator, features)) {
            KeyIndex index = KeyIndex.of(List.of(WORD));
            index.add(List.of(keys), labels.length, new int[labels.length]);
            int[] groups = new int[features.length];
            index.probe(List.of(WORD)).find(List.of(asked), features.length, groups);
            return groups;
        }
    }

    private static BigIntVector vector(BufferAllocator allocator, Long[] values) {
        BigIntVector vector = new BigIntVector("key", allocator);
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
}
