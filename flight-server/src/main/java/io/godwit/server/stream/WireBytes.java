package io.godwit.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * Bytes in parts, of which a retained slice holds the parts that it covers and no others. A slice of Netty's own composite
 * asks all parts of the whole for its every property, and a message of 3 MB goes out in two hundred frames.
 */
final class WireBytes extends CompositeByteBuf {
    WireBytes(List<ByteBuf> parts) {
        // Any limit on parts would make Netty merge them, which is a copy.
        super(WireAllocator.INSTANCE, true, Integer.MAX_VALUE, parts);
    }

    /** The bytes of an Arrow buffer, handed over: it is closed once they have been written. */
    static ByteBuf of(ArrowBuf buffer) {
        return new Part(buffer);
    }

    @Override
    public ByteBuf retainedSlice(int index, int length) {
        if (length == 0) {
            return super.retainedSlice(index, length);
        }
        checkIndex(index, length);
        List<ByteBuf> covered = new ArrayList<>();
        int from = index;
        for (int part = toComponentIndex(index); from < index + length; part++) {
            int begin = from - toByteIndex(part);
            ByteBuf whole = internalComponent(part);
            int taken = Math.min(whole.capacity() - begin, index + length - from);
            if (taken > 0) {
                covered.add(whole.retainedSlice(begin, taken));
                from += taken;
            }
        }
        return covered.size() == 1 ? covered.get(0) : new WireBytes(covered);
    }

    private static final class Part extends UnpooledUnsafeDirectByteBuf {
        private final ArrowBuf buffer;

        Part(ArrowBuf buffer) {
            super(WireAllocator.INSTANCE, buffer.nioBuffer(), (int) buffer.readableBytes());
            this.buffer = buffer;
        }

        @Override
        protected void deallocate() {
            super.deallocate();
            buffer.close();
        }
    }
}
