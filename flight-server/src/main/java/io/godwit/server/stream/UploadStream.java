package io.godwit.server.stream;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.temporary.UploadedValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.apache.arrow.vector.validate.ValidateUtil.ValidateException;
import org.jspecify.annotations.Nullable;

/**
 * What a client uploads, as a stream. gRPC's callbacks put messages in, without waiting; a worker of the server takes
 * batches out, and only then asks for the next message, so that at most a few lie in between. Every batch is validated in
 * full: offsets and lengths come from a stranger.
 */
public final class UploadStream implements BatchStream {
    private static final Object END = new Object();

    private final BufferAllocator allocator;
    private final Runnable requestMore;
    private final Cancellation cancellation;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private final MapDictionaryProvider dictionaries = new MapDictionaryProvider();
    private final Map<Long, Dictionary> dictionariesById = new HashMap<>();
    private @Nullable Schema sent;
    private @Nullable Schema schema;
    private boolean ended;
    private boolean closed;

    /** @param requestMore asks the client for one more message */
    public UploadStream(BufferAllocator allocator, Runnable requestMore, Cancellation cancellation) {
        this.allocator = allocator;
        this.requestMore = requestMore;
        this.cancellation = cancellation;
        cancellation.onCancel(this::end);
    }

    /** Takes over a message that arrived. Never waits. */
    public synchronized void offer(InboundMessage message) {
        if (closed) {
            message.close();
        } else {
            arrived.add(message);
        }
    }

    /** Nothing more will arrive. */
    public void end() {
        arrived.add(END);
    }

    /** Waits for the schema; empty when the upload carries none. Dictionary-encoded columns have their index's type. */
    public Optional<Schema> awaitSchema() {
        while (schema == null && !ended) {
            try (InboundMessage message = take()) {
                if (message != null && message.header() != null) {
                    readSchema(message.header());
                }
            }
        }
        return Optional.ofNullable(schema);
    }

    @Override
    public Schema schema() {
        return awaitSchema().orElseThrow(() -> malformed("it ended before its schema", null));
    }

    /** Refuses dictionary-encoded columns, where {@code purpose} needs plain values. */
    public void requirePlain(String purpose) {
        for (Field field : schema().getFields()) {
            if (field.getDictionary() != null) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" is dictionary-encoded (categorical), which %s does not take; cast it to its plain type"
                                .formatted(field.getName(), purpose));
            }
        }
    }

    /** The dictionaries of encoded columns, filled before the batches that use them. */
    public MapDictionaryProvider dictionaries() {
        return dictionaries;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        schema();
        while (!ended) {
            try (InboundMessage message = take()) {
                VectorSchemaRoot batch = message == null ? null : read(message);
                if (batch != null) {
                    return batch;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw malformed(String.valueOf(e.getMessage()), e);
            }
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Object left = arrived.poll(); left != null; left = arrived.poll()) {
            if (left instanceof InboundMessage message) {
                message.close();
            }
        }
        dictionariesById.values().forEach(dictionary -> dictionary.getVector().close());
        dictionariesById.clear();
    }

    private @Nullable InboundMessage take() {
        try {
            Object next = arrived.take();
            if (next instanceof InboundMessage message) {
                return taken(message);
            }
            cancellation.check();
            ended = true;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GodwitException(ErrorCode.UNAVAILABLE, "The server stopped while rows were uploaded", e);
        }
    }

    private InboundMessage taken(InboundMessage message) {
        try {
            cancellation.check();
            requestMore.run();
            return message;
        } catch (RuntimeException e) {
            message.close();
            throw e;
        }
    }

    private void readSchema(MessageMetadataResult header) {
        if (header.headerType() != MessageHeader.Schema) {
            throw malformed("it does not begin with its schema", null);
        }
        List<Field> fields = new ArrayList<>();
        for (Field field : MessageSerializer.deserializeSchema(header).getFields()) {
            fields.add(DictionaryUtility.toMemoryFormat(field, allocator, dictionariesById));
        }
        dictionariesById.values().forEach(dictionaries::put);
        sent = new Schema(fields);
        schema = PlainStrings.of(sent);
    }

    private @Nullable VectorSchemaRoot read(InboundMessage message) throws IOException {
        MessageMetadataResult header = message.header();
        if (header == null) {
            return null;
        }
        switch (header.headerType()) {
            case MessageHeader.RecordBatch -> {
                return readBatch(header, body(message));
            }
            case MessageHeader.DictionaryBatch -> {
                readDictionary(header, body(message));
                return null;
            }
            default -> throw malformed("it holds a message of type " + MessageHeader.name(header.headerType()), null);
        }
    }

    private VectorSchemaRoot readBatch(MessageMetadataResult header, ArrowBuf body) throws IOException {
        VectorSchemaRoot batch = VectorSchemaRoot.create(requireNonNull(sent), allocator);
        try (ArrowRecordBatch loaded = MessageSerializer.deserializeRecordBatch(header, body)) {
            refuseCompressed(loaded);
            new VectorLoader(batch).load(loaded);
        } catch (IOException | RuntimeException e) {
            batch.close();
            throw e;
        }
        return validated(sent.equals(schema) ? batch : PlainStrings.of(batch, allocator));
    }

    private static VectorSchemaRoot validated(VectorSchemaRoot batch) {
        try {
            UploadedValues.check(batch);
            return batch;
        } catch (ValidateException e) {
            batch.close();
            throw malformed(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
    }

    private void readDictionary(MessageMetadataResult header, ArrowBuf body) throws IOException {
        try (ArrowDictionaryBatch loaded = MessageSerializer.deserializeDictionaryBatch(header, body)) {
            Dictionary dictionary = dictionariesById.get(loaded.getDictionaryId());
            if (dictionary == null || loaded.isDelta()) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Dictionary %d of the upload is unknown or grows in parts; send whole dictionaries, or plain columns"
                                .formatted(loaded.getDictionaryId()));
            }
            refuseCompressed(loaded.getDictionary());
            FieldVector values = dictionary.getVector();
            VectorSchemaRoot root = VectorSchemaRoot.of(values);
            new VectorLoader(root).load(loaded.getDictionary());
            ValueVectorUtility.validateFull(values);
        } catch (ValidateException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        }
    }

    private ArrowBuf body(InboundMessage message) {
        // A batch without buffers may leave the body out. The deserializer releases what it is given.
        ArrowBuf body = message.body() == null ? allocator.getEmpty() : message.body();
        body.getReferenceManager().retain();
        return body;
    }

    private static void refuseCompressed(ArrowRecordBatch batch) {
        if (batch.getBodyCompression().getCodec() != -1) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED, "The upload is compressed; send it without IPC compression");
        }
    }

    private static GodwitException malformed(String reason, @Nullable Exception cause) {
        return new GodwitException(ErrorCode.INVALID_ARGUMENT, "The upload cannot be read: " + reason, cause);
    }
}
