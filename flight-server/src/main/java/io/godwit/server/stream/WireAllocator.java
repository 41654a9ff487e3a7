package io.godwit.server.stream;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** Netty's pooled buffers; what Netty puts together of several is {@link WireBytes}. */
public final class WireAllocator extends AbstractByteBufAllocator {
    public static final WireAllocator INSTANCE = new WireAllocator();

    private static final PooledByteBufAllocator POOL = PooledByteBufAllocator.DEFAULT;

    private WireAllocator() {
        super(true);
    }

    @Override
    public CompositeByteBuf compositeDirectBuffer(int maxParts) {
        return new WireBytes(List.of());
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return POOL.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return POOL.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return POOL.isDirectBufferPooled();
    }
}
