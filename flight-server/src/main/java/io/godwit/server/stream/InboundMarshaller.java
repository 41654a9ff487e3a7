package io.godwit.server.stream;

import com.google.protobuf.CodedInputStream;
import io.grpc.MethodDescriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.grpc.GetReadableBuffer;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.jspecify.annotations.Nullable;

/** Reads a client's {@code FlightData} with its body straight into an Arrow buffer. */
public final class InboundMarshaller implements MethodDescriptor.Marshaller<InboundMessage> {
    private static final int DESCRIPTOR_TAG = 1 << 3 | 2;
    private static final int HEADER_TAG = 2 << 3 | 2;
    private static final int BODY_TAG = 1000 << 3 | 2;
    private static final int LENGTH_DELIMITED = 2;

    private final BufferAllocator allocator;

    /** @param allocator bodies are charged to it until they are taken */
    public InboundMarshaller(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public InputStream stream(InboundMessage message) {
        throw new UnsupportedOperationException("The server only reads these messages");
    }

    @Override
    public InboundMessage parse(InputStream stream) {
        Fields fields = new Fields();
        try {
            while (stream.available() > 0) {
                readField(stream, fields);
            }
            return new InboundMessage(fields.descriptor, fields.header, fields.body);
        } catch (IOException | RuntimeException e) {
            if (fields.body != null) {
                fields.body.close();
            }
            throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
        }
    }

    private void readField(InputStream stream, Fields fields) throws IOException {
        int tag = readVarint(stream);
        if ((tag & 7) != LENGTH_DELIMITED) {
            throw new IOException("FlightData has no field with the tag " + tag);
        }
        int length = readVarint(stream);
        if (length < 0 || length > stream.available()) {
            throw new EOFException(
                    "A field of FlightData says it has " + length + " bytes, and " + stream.available() + " are left");
        }
        switch (tag) {
            case DESCRIPTOR_TAG -> fields.descriptor = Flight.FlightDescriptor.parseFrom(stream.readNBytes(length));
            case HEADER_TAG ->
                fields.header = MessageMetadataResult.create(ByteBuffer.wrap(stream.readNBytes(length)), length);
            case BODY_TAG -> readBody(stream, length, fields);
            default -> stream.skipNBytes(length);
        }
    }

    private void readBody(InputStream stream, int length, Fields fields) throws IOException {
        if (fields.body != null) {
            throw new IOException("FlightData has two bodies");
        }
        fields.body = allocator.buffer(length);
        GetReadableBuffer.readIntoBuffer(stream, fields.body, length, true);
    }

    private static int readVarint(InputStream stream) throws IOException {
        return CodedInputStream.readRawVarint32(stream.read(), stream);
    }

    /** What was read so far. */
    private static final class Fields {
        private Flight.@Nullable FlightDescriptor descriptor;
        private @Nullable MessageMetadataResult header;
        private @Nullable ArrowBuf body;
    }
}
