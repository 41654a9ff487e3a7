package io.godwit.planner.write.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridDecoder;
import org.junit.jupiter.api.Test;

final class IndexRunsTest {
    @Test
    void packsWhatVariesAndCountsWhatRepeats() {
        assertThat(encoded(3, 0, 1, 2, 3, 4, 5, 6, 7))
                .as("the example of the Parquet specification")
                .containsExactly(0x03, 0x88, 0xC6, 0xFA);
        assertThat(encoded(9, 300, 300, 300, 300, 300, 300, 300, 300, 300))
                .as("nine times 300, in two bytes")
                .containsExactly(9 << 1, 0x2C, 0x01);
        assertThat(encoded(1, 1)).as("seven zeros fill the group").containsExactly(0x03, 0x01);
    }

    @Test
    void parquetJavaReadsTheSameIndexes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int width = 1 + random.nextInt(20);
            int[] indexes = new int[1 + random.nextInt(3_000)];
            for (int at = 0; at < indexes.length; ) {
                int index = random.nextInt(1 << width);
                int run = random.nextInt(4) > 0 ? 1 : 1 + random.nextInt(200);
                for (int end = Math.min(indexes.length, at + run); at < end; at++) {
                    indexes[at] = index;
                }
            }
            assertThat(decoded(encoded(width, indexes), width, indexes.length))
                    .as("seed %d, round %d, width %d", seed, round, width)
                    .containsExactly(indexes);
        }
    }

    private static int[] decoded(int[] bytes, int width, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            buffer.put((byte) value);
        }
        RunLengthBitPackingHybridDecoder decoder =
                new RunLengthBitPackingHybridDecoder(width, ByteBufferInputStream.wrap(buffer.flip()));
        int[] indexes = new int[count];
        for (int i = 0; i < count; i++) {
            indexes[i] = decoder.readInt();
        }
        return indexes;
    }

    private static int[] encoded(int width, int... indexes) {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowBuf target = allocator.buffer(4L * indexes.length + 16)) {
            long end = IndexRuns.encode(indexes, indexes.length, width, target.memoryAddress());
            int[] bytes = new int[Math.toIntExact(end - target.memoryAddress())];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = target.getByte(i) & 0xFF;
            }
            return bytes;
        }
    }
}
