package io.godwit.server.stream;

import io.grpc.Drainable;
import io.grpc.MethodDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.arrow.flight.grpc.AddWritableBuffer;

/** Hands gRPC the buffers of a {@link WireMessage} instead of their bytes. */
public final class WireMarshaller implements MethodDescriptor.Marshaller<WireMessage> {
    @Override
    public InputStream stream(WireMessage message) {
        ByteBuf bytes = message.take();
        if (bytes == null) {
            throw new IllegalStateException("The message was sent already");
        }
        return new Handover(bytes);
    }

    @Override
    public WireMessage parse(InputStream stream) {
        throw new UnsupportedOperationException("The server only writes these messages");
    }

    /** Closing it releases our hold; gRPC took its own in {@link #drainTo}. */
    private static final class Handover extends ByteBufInputStream implements Drainable {
        private final ByteBuf bytes;

        Handover(ByteBuf bytes) {
            super(bytes, bytes.readableBytes(), true);
            this.bytes = bytes;
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int size = bytes.readableBytes();
            boolean added = AddWritableBuffer.add(bytes, target, true);
            assert added : "gRPC's internals changed, so that batches are copied: " + target.getClass();
            return size;
        }
    }
}
