package io.godwit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireBytesTest {
    private final BufferAllocator root = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        root.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void slicesOfSlicesHoldTheBytesInOrder(long seed) {
        Random random = new Random(seed);
        byte[] wanted = new byte[20_000];
        random.nextBytes(wanted);
        ByteBuf whole = new WireBytes(parts(wanted, random));
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        while (whole.isReadable()) {
            // Put together behind something else, as gRPC's header is in front of a message.
            CompositeByteBuf window = WireAllocator.INSTANCE.compositeBuffer();
            int taken = Math.min(whole.readableBytes(), random.nextInt(7_000));
            window.addComponent(true, part(new byte[5])).skipBytes(5);
            window.addComponent(true, whole.readRetainedSlice(taken));
            while (window.isReadable()) {
                ByteBuf frame = window.readRetainedSlice(Math.min(window.readableBytes(), 1 + random.nextInt(1_000)));
                found.writeBytes(ByteBufUtil.getBytes(frame));
                frame.release();
            }
            window.release();
        }
        whole.release();
        assertThat(Arrays.mismatch(found.toByteArray(), wanted)).isEqualTo(-1);
    }

    @Test
    void aSliceWithinOnePartKeepsThatPartAlone() {
        ByteBuf whole = new WireBytes(new ArrayList<>(List.of(part(new byte[100]), part(new byte[200]))));
        long both = root.getAllocatedMemory();
        ByteBuf slice = whole.retainedSlice(10, 50);
        assertThat(slice.nioBufferCount()).isOne();
        assertThat(slice.hasMemoryAddress()).isTrue();
        whole.release();
        assertThat(root.getAllocatedMemory()).isPositive().isLessThan(both);
        slice.release();
    }

    private List<ByteBuf> parts(byte[] bytes, Random random) {
        List<ByteBuf> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, random.nextInt(3_000));
            byte[] part = new byte[length];
            System.arraycopy(bytes, from, part, 0, length);
            parts.add(part(part));
            from += length;
        }
        return parts;
    }

    private ByteBuf part(byte[] bytes) {
        ArrowBuf buffer = root.buffer(bytes.length);
        buffer.writeBytes(bytes);
        return WireBytes.of(buffer);
    }
}
