package io.godwit.server.stream;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * One IPC message of a result as it goes over the wire, header and body. Whoever holds it closes it, or sends it, which
 * hands its buffers over.
 *
 * @param header the IPC metadata, never moved
 * @param bodyBytes length of the body with each buffer padded to eight bytes
 * @param rows rows of the result in it
 */
record EncodedBatch(ByteBuffer header, List<ArrowBuf> body, int bodyBytes, int rows) implements AutoCloseable {
    private static final byte[] NO_METADATA = new byte[0];

    /** The same message, owned a second time; it is charged to whom it was charged. */
    EncodedBatch retained() {
        body.forEach(buffer -> buffer.getReferenceManager().retain());
        return new EncodedBatch(header, body, bodyBytes, rows);
    }

    /** The same message, owned a second time and charged to {@code allocator} when its other owners are gone. */
    EncodedBatch retained(BufferAllocator allocator) {
        List<ArrowBuf> kept = body.stream()
                .map(buffer -> buffer.getReferenceManager().retain(buffer, allocator))
                .toList();
        return new EncodedBatch(header, kept, bodyBytes, rows);
    }

    WireMessage send() {
        return send(NO_METADATA);
    }

    WireMessage send(byte[] appMetadata) {
        return WireMessage.of(header.duplicate(), appMetadata, body, bodyBytes);
    }

    @Override
    public void close() {
        body.forEach(ArrowBuf::close);
    }
}
