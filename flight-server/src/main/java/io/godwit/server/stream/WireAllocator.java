package io.godwit.server.stream;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/** Netty's pooled buffers; what Netty puts together of several is {@link WireBytes}. */
public final class WireAllocator extends AbstractByteBufAllocator {
    public static final WireAllocator INSTANCE = new WireAllocator(PooledByteBufAllocator.DEFAULT);

    private final PooledByteBufAllocator pool;

    private WireAllocator(PooledByteBufAllocator pool) {
        super(true);
        this.pool = pool;
    }

    @Override
    public CompositeByteBuf compositeDirectBuffer(int maxParts) {
        return new WireBytes(this, List.of());
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return pool.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return pool.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return pool.isDirectBufferPooled();
    }
}
