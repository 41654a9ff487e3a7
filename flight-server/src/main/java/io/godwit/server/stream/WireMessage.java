package io.godwit.server.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * One {@code FlightData} message on its way out, as bytes that are nowhere copied: the Arrow buffers themselves between
 * small direct buffers for header and padding. Every part must be direct, or Netty copies the whole message (see the
 * module's README).
 *
 * <p>Owned by whoever holds it until {@link #take()}, after which gRPC does.
 */
public final class WireMessage implements AutoCloseable {
    private static final int HEADER_TAG = 2 << 3 | 2;
    private static final int APP_METADATA_TAG = 3 << 3 | 2;
    private static final int BODY_TAG = 1000 << 3 | 2;
    private static final int LARGEST_PREFIX = 24;
    private static final ByteBuf PADDING =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(8, 8).writeZero(8));

    private @Nullable ByteBuf bytes;

    private WireMessage(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /**
     * A message of the given parts.
     *
     * @param header the IPC metadata
     * @param appMetadata may be empty
     * @param body handed over; released when the message has been written
     * @param bodyBytes length of the body with each buffer padded to eight bytes
     */
    static WireMessage of(ByteBuffer header, byte[] appMetadata, List<ArrowBuf> body, int bodyBytes) {
        ByteBuf prefix = WireAllocator.INSTANCE.directBuffer(header.remaining() + appMetadata.length + LARGEST_PREFIX);
        writeVarint(prefix, HEADER_TAG);
        writeVarint(prefix, header.remaining());
        prefix.writeBytes(header);
        if (appMetadata.length > 0) {
            writeVarint(prefix, APP_METADATA_TAG);
            writeVarint(prefix, appMetadata.length);
            prefix.writeBytes(appMetadata);
        }
        writeVarint(prefix, BODY_TAG);
        writeVarint(prefix, bodyBytes);
        return new WireMessage(new WireBytes(parts(prefix, body)));
    }

    /** The bytes, handed over. Empty after the first call. */
    @Nullable
    ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = null;
        return taken;
    }

    /** Releases the buffers unless they were taken. */
    @Override
    public void close() {
        ByteBuf untaken = take();
        if (untaken != null) {
            untaken.release();
        }
    }

    /** Bytes after {@code length} that align to eight. */
    static int padding(long length) {
        return (int) (-length & 7);
    }

    private static List<ByteBuf> parts(ByteBuf prefix, List<ArrowBuf> body) {
        List<ByteBuf> parts = new ArrayList<>(1 + 2 * body.size());
        parts.add(prefix);
        for (ArrowBuf buffer : body) {
            if (buffer.readableBytes() == 0) {
                buffer.close();
                continue;
            }
            parts.add(WireBytes.of(buffer));
            int padding = padding(buffer.readableBytes());
            if (padding > 0) {
                parts.add(PADDING.slice(0, padding));
            }
        }
        return parts;
    }

    private static void writeVarint(ByteBuf target, int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            target.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        target.writeByte(rest);
    }
}
