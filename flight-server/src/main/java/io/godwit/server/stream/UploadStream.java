package io.godwit.server.stream;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.temporary.PlainRows;
import java.io.IOException;
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
import org.apache.arrow.memory.OutOfMemoryException;
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
import org.jspecify.annotations.Nullable;

/**
 * What a client uploads, as a stream. gRPC's callbacks put messages in, without waiting; a worker of the server takes
 * batches out, and only then asks for the next message, so that at most a few lie in between. Every batch is checked and comes
 * in {@link PlainRows plain form}.
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
    private @Nullable PlainRows plain;
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

    /** Waits for the schema; empty when the upload carries none. */
    public Optional<Schema> awaitSchema() {
        while (plain == null && !ended) {
            try (InboundMessage message = take()) {
                if (message != null && message.header() != null) {
                    readSchema(message.header());
                }
            }
        }
        return Optional.ofNullable(plain).map(PlainRows::schema);
    }

    @Override
    public Schema schema() {
        return awaitSchema().orElseThrow(() -> malformed("it ended before its schema", null));
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
            } catch (GodwitException | OutOfMemoryException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
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
        dictionaries.close();
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
        try {
            if (header.headerType() != MessageHeader.Schema) {
                throw malformed("it does not begin with its schema", null);
            }
            List<Field> fields = new ArrayList<>();
            for (Field field : fieldsOf(header)) {
                fields.add(DictionaryUtility.toMemoryFormat(field, allocator, dictionariesById));
            }
            dictionariesById.values().forEach(dictionaries::put);
            sent = new Schema(fields);
            plain = new PlainRows(sent, dictionaries);
        } catch (GodwitException | OutOfMemoryException e) {
            throw e;
        } catch (RuntimeException e) {
            throw malformed(String.valueOf(e.getMessage()), e);
        }
    }

    /** One by one, so that one of a type Arrow's library does not know is told by its name. */
    private static List<Field> fieldsOf(MessageMetadataResult header) {
        var schema =
                (org.apache.arrow.flatbuf.Schema) header.getMessage().header(new org.apache.arrow.flatbuf.Schema());
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < schema.fieldsLength(); i++) {
            try {
                fields.add(Field.convertField(schema.fields(i)));
            } catch (IllegalArgumentException | UnsupportedOperationException e) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Column \"%s\" of the upload is of a type Godwit does not take (%s); cast it to a plain type"
                                .formatted(schema.fields(i).name(), e.getMessage()),
                        e);
            }
        }
        return fields;
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
        try (ArrowRecordBatch loaded = reading(body, () -> MessageSerializer.deserializeRecordBatch(header, body))) {
            refuseCompressed(loaded);
            new VectorLoader(batch).load(loaded);
        } catch (IOException | RuntimeException e) {
            batch.close();
            throw e;
        }
        return requireNonNull(plain).of(batch, allocator);
    }

    private void readDictionary(MessageMetadataResult header, ArrowBuf body) throws IOException {
        try (ArrowDictionaryBatch loaded =
                reading(body, () -> MessageSerializer.deserializeDictionaryBatch(header, body))) {
            Dictionary dictionary = dictionariesById.get(loaded.getDictionaryId());
            if (dictionary == null || loaded.isDelta()) {
                throw new GodwitException(
                        ErrorCode.UNSUPPORTED,
                        "Dictionary %d of the upload is unknown or grows in parts; send whole dictionaries, or plain columns"
                                .formatted(loaded.getDictionaryId()));
            }
            refuseCompressed(loaded.getDictionary());
            VectorSchemaRoot values = VectorSchemaRoot.of(dictionary.getVector());
            new VectorLoader(values).load(loaded.getDictionary());
            use(new Dictionary(plain(values).getVector(0), dictionary.getEncoding()));
        }
    }

    /** The values of a dictionary, which may be views or others that Arrow's decoder does not read. */
    private VectorSchemaRoot plain(VectorSchemaRoot values) {
        return new PlainRows(values.getSchema(), dictionaries).of(values, allocator);
    }

    private void use(Dictionary dictionary) {
        Dictionary before = dictionaries.lookup(dictionary.getEncoding().getId());
        if (before != null && before.getVector() != dictionary.getVector()) {
            before.getVector().close();
        }
        dictionaries.put(dictionary);
    }

    private ArrowBuf body(InboundMessage message) {
        // A batch without buffers may leave the body out.
        return message.body() == null ? allocator.getEmpty() : message.body();
    }

    /** The deserializer releases what it is given, unless it fails. */
    private static <T> T reading(ArrowBuf body, Deserializer<T> deserializer) throws IOException {
        body.getReferenceManager().retain();
        try {
            return deserializer.read();
        } catch (IOException | RuntimeException e) {
            body.getReferenceManager().release();
            throw e;
        }
    }

    private interface Deserializer<T> {
        T read() throws IOException;
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
