package io.godwit.server.stream;

import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.jspecify.annotations.Nullable;

/**
 * One {@code FlightData} message from a client. Whoever takes it closes it.
 *
 * @param descriptor what the upload is for; stands in the first message
 * @param header IPC metadata, absent in a message without data
 * @param body absent where the header has none
 */
public record InboundMessage(
        Flight.@Nullable FlightDescriptor descriptor,
        @Nullable MessageMetadataResult header,
        @Nullable ArrowBuf body) implements AutoCloseable {
    @Override
    public void close() {
        if (body != null) {
            body.close();
        }
    }
}
