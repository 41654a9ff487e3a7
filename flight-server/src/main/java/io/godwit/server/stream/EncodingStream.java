package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns batches into messages, the plain ones without copying them. Buffers are charged to the wire's allocator from here on,
 * so that a query is done when its last batch is encoded, however slowly the client reads.
 */
public final class EncodingStream implements WireStream {
    private final BatchStream input;
    private final WireFormat format;
    private final BufferAllocator wire;
    private final DictionaryColumns dictionaries;
    private final StreamSums.Running sums = new StreamSums.Running();
    private final Deque<EncodedBatch> waiting = new ArrayDeque<>();
    private boolean ended;

    public EncodingStream(BatchStream input, WireFormat format, BufferAllocator wire) {
        this.input = input;
        this.format = format;
        this.wire = wire;
        this.dictionaries = new DictionaryColumns(input.schema(), format, wire);
    }

    @Override
    public Schema schema() {
        return format.announced(input.schema());
    }

    @Override
    public @Nullable EncodedBatch next() {
        if (waiting.isEmpty() && !ended) {
            VectorSchemaRoot batch = input.next();
            ended = batch == null;
            VectorSchemaRoot encoded = batch == null ? null : dictionaries.encode(batch);
            waiting.addAll(dictionaries.takeNew());
            if (encoded != null) {
                EncodedBatch message =
                        format.compression() == Compression.NONE ? encode(encoded, wire) : compressed(encoded);
                sums.add(message);
                waiting.add(message);
            }
        }
        return waiting.poll();
    }

    @Override
    public StreamSums sums() {
        return sums.sums();
    }

    @Override
    public void close() {
        waiting.forEach(EncodedBatch::close);
        waiting.clear();
        dictionaries.close();
        input.close();
    }

    private EncodedBatch compressed(VectorSchemaRoot batch) {
        try (VectorSchemaRoot owned = batch;
                ArrowRecordBatch unloaded = new VectorUnloader(owned, true, true).getRecordBatch()) {
            List<ArrowBuf> buffers = new ArrayList<>();
            try {
                unloaded.getBuffers()
                        .forEach(buffer -> buffers.add(format.compression().compressed(buffer, wire)));
                try (ArrowRecordBatch compressed = new ArrowRecordBatch(
                        owned.getRowCount(),
                        unloaded.getNodes(),
                        buffers,
                        format.compression().body(),
                        true)) {
                    ByteBuffer header = MessageSerializer.serializeMetadata(compressed, IpcOption.DEFAULT);
                    List<ArrowBuf> body = moveToWire(compressed.getBuffers(), wire);
                    return new EncodedBatch(header, body, bodyBytes(compressed), owned.getRowCount());
                }
            } finally {
                buffers.forEach(ArrowBuf::close);
            }
        }
    }

    /** The zero-row batch of a stream with {@code schema}, in whatever format. */
    static EncodedBatch empty(Schema schema, BufferAllocator wire) {
        return encode(VectorSchemaRoot.create(WireFormat.inMemory(schema), wire), wire);
    }

    /** The message of {@code batch}, which is closed. */
    static EncodedBatch encode(VectorSchemaRoot batch, BufferAllocator wire) {
        try (VectorSchemaRoot owned = batch;
                ArrowRecordBatch unloaded = new VectorUnloader(owned, true, true).getRecordBatch()) {
            int bodyBytes = bodyBytes(unloaded);
            ByteBuffer header = MessageSerializer.serializeMetadata(unloaded, IpcOption.DEFAULT);
            return new EncodedBatch(header, moveToWire(unloaded.getBuffers(), wire), bodyBytes, owned.getRowCount());
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

    static List<ArrowBuf> moveToWire(List<ArrowBuf> buffers, BufferAllocator wire) {
        List<ArrowBuf> moved = new ArrayList<>(buffers.size());
        for (ArrowBuf buffer : buffers) {
            moved.add(
                    buffer.getReferenceManager().transferOwnership(buffer, wire).getTransferredBuffer());
        }
        return moved;
    }
}
