package io.godwit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.server.testing.Numbers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WireMessageTest {
    private final BufferAllocator root = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        root.close();
    }

    @Test
    void everyPartIsDirectSoThatNettyCopiesNothing() {
        ByteBuf bytes = message(1_001).take();
        assertThat(bytes).isInstanceOf(CompositeByteBuf.class);
        CompositeByteBuf parts = (CompositeByteBuf) bytes;
        assertThat(parts.isDirect()).isTrue();
        for (int part = 0; part < parts.numComponents(); part++) {
            assertThat(parts.internalComponent(part).isDirect()).isTrue();
        }
        bytes.release();
    }

    @Test
    void memoryIsTheWiresUntilTheLastByteIsWritten() {
        try (BufferAllocator query = root.newChildAllocator("query", 0, Long.MAX_VALUE);
                BufferAllocator wire = root.newChildAllocator("wire", 0, Long.MAX_VALUE)) {
            WireMessage message =
                    EncodingStream.encode(Numbers.batch(query, 0, 1_000), wire).send();
            assertThat(query.getAllocatedMemory()).isZero();
            assertThat(wire.getAllocatedMemory()).isPositive();
            ByteBuf bytes = message.take();
            message.close();
            assertThat(wire.getAllocatedMemory()).isPositive();
            bytes.release();
            assertThat(wire.getAllocatedMemory()).isZero();
        }
    }

    @Test
    void aMessageNobodyTakesIsReleased() {
        message(10).close();
    }

    private WireMessage message(int rows) {
        return EncodingStream.encode(Numbers.batch(root, 0, rows), root).send();
    }
}
