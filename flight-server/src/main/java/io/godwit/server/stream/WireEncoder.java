package io.godwit.server.stream;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Turns the batches of one stream into wire messages and keeps the sums that its closing batch states: rows, bytes and
 * CRC32C of the record batch bodies, in order. Buffers are charged to the wire's allocator from here on, so that a query
 * is done when its last batch is encoded, however slowly the client reads. Not for use by several threads.
 */
final class WireEncoder {
    private static final byte[] NO_METADATA = new byte[0];
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(8).asReadOnlyBuffer();

    private final BufferAllocator wire;
    private final CRC32C checksum = new CRC32C();
    private long rows;
    private long bytes;

    WireEncoder(BufferAllocator wire) {
        this.wire = wire;
    }

    WireMessage schema(Schema schema) {
        ByteBuffer header = MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT);
        return WireMessage.of(header, NO_METADATA, List.of(), 0);
    }

    /** The message of {@code batch}, which is closed. */
    WireMessage batch(VectorSchemaRoot batch) {
        rows += batch.getRowCount();
        return encode(batch, NO_METADATA);
    }

    /** The zero-row batch that says the stream is whole. */
    WireMessage closing(Schema schema, String queryId, Shard shard, long firstRow) {
        String part = shard.count() == 1 ? "" : ",\"shard\":\"" + shard.index() + "/" + shard.count() + "\"";
        String sums =
                "{\"godwit\":\"end\",\"query\":\"%s\"%s,\"first_row\":%d,\"rows\":%d,\"bytes\":%d,\"crc32c\":\"%08x\"}"
                        .formatted(queryId, part, firstRow, rows, bytes, checksum.getValue());
        return encode(VectorSchemaRoot.create(schema, wire), sums.getBytes(StandardCharsets.UTF_8));
    }

    private WireMessage encode(VectorSchemaRoot batch, byte[] appMetadata) {
        try (VectorSchemaRoot owned = batch;
                ArrowRecordBatch unloaded = new VectorUnloader(owned, true, true).getRecordBatch()) {
            int bodyBytes = bodyBytes(unloaded);
            ByteBuffer header = MessageSerializer.serializeMetadata(unloaded, IpcOption.DEFAULT);
            List<ArrowBuf> body = moveToWire(unloaded.getBuffers());
            sum(body);
            bytes += bodyBytes;
            return WireMessage.of(header, appMetadata, body, bodyBytes);
        }
    }

    private static int bodyBytes(ArrowRecordBatch batch) {
        long length = batch.computeBodyLength();
        if (length > Integer.MAX_VALUE) {
            throw new GodwitException(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "One row has %,d bytes, more than the 2 GiB a message can carry; select fewer columns"
                            .formatted(length));
        }
        return (int) length;
    }

    private List<ArrowBuf> moveToWire(List<ArrowBuf> buffers) {
        List<ArrowBuf> moved = new ArrayList<>(buffers.size());
        for (ArrowBuf buffer : buffers) {
            moved.add(
                    buffer.getReferenceManager().transferOwnership(buffer, wire).getTransferredBuffer());
        }
        return moved;
    }

    private void sum(List<ArrowBuf> body) {
        for (ArrowBuf buffer : body) {
            if (buffer.readableBytes() > 0) {
                checksum.update(buffer.nioBuffer());
                checksum.update(ZEROS.duplicate().limit(WireMessage.padding(buffer.readableBytes())));
            }
        }
    }
}
