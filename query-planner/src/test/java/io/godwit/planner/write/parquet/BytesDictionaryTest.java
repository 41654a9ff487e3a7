package io.godwit.planner.write.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;

final class BytesDictionaryTest {
    private static final PrimitiveType BINARY =
            Types.required(PrimitiveTypeName.BINARY).named("value");

    @Test
    void tellsApartWhatDiffersInLengthOrInTheLastByte() {
        List<String> values = List.of(
                "",
                "a",
                "a\0",
                "a\0\0",
                "b",
                "abcdefgh",
                "abcdefg\0",
                "abcdefghi",
                "abcdefghj",
                "abcdefgh\0",
                "",
                "a\0");
        assertThat(indexes(values)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 2);
    }

    @Test
    void findsEntriesAndBoundsAsAListDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                value.append((char) (random.nextInt(10) == 0 ? random.nextInt(2) : 'x'));
            }
            values.add(value.toString());
        }
        List<String> distinct = values.stream().distinct().toList();
        assertThat(indexes(values))
                .as("seed %d", seed)
                .containsExactly(values.stream().mapToInt(distinct::indexOf).toArray());
        Statistics<?> bounds = bounds(values);
        assertThat(new String(bounds.getMinBytes(), UTF_8))
                .as("seed %d", seed)
                .isEqualTo(values.stream().min(String::compareTo).orElseThrow());
        assertThat(new String(bounds.getMaxBytes(), UTF_8))
                .as("seed %d", seed)
                .isEqualTo(values.stream().max(String::compareTo).orElseThrow());
    }

    private static int[] indexes(List<String> values) {
        try (BufferAllocator allocator = new RootAllocator();
                PlainValues page = page(values, allocator);
                BytesDictionary dictionary = new BytesDictionary(0, allocator)) {
            int[] indexes = new int[values.size()];
            assertThat(dictionary.encode(page, indexes, Integer.MAX_VALUE)).isTrue();
            return indexes;
        }
    }

    private static Statistics<?> bounds(List<String> values) {
        try (BufferAllocator allocator = new RootAllocator();
                PlainValues page = page(values, allocator)) {
            Statistics<?> statistics = Statistics.createStats(BINARY);
            PageBounds.of(BINARY, new FloatTally()).widen(page, statistics);
            return statistics;
        }
    }

    private static PlainValues page(List<String> values, BufferAllocator allocator) {
        PlainValues page = new PlainValues(allocator);
        for (String value : values) {
            byte[] bytes = value.getBytes(UTF_8);
            long address = page.reserve(Integer.BYTES + bytes.length);
            MemoryUtil.putInt(address, bytes.length);
            MemoryUtil.copyToMemory(bytes, 0, address + Integer.BYTES, bytes.length);
            page.advance(Integer.BYTES + bytes.length, 1);
        }
        return page;
    }
}
