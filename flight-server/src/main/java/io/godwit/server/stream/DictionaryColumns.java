package io.godwit.server.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Replaces string columns by indexes into dictionaries that grow while the stream goes on. */
final class DictionaryColumns implements AutoCloseable {
    private final BufferAllocator allocator;
    private final Map<Integer, GrowingDictionary> byColumn = new LinkedHashMap<>();
    private final List<Field> fields = new ArrayList<>();
    private boolean begun;

    DictionaryColumns(Schema schema, WireFormat format, BufferAllocator allocator) {
        this.allocator = allocator;
        for (int column = 0; column < schema.getFields().size(); column++) {
            Field field = schema.getFields().get(column);
            boolean encodes = format.encodes(field);
            fields.add(encodes ? WireFormat.encoded(field, WireFormat.INDEX, column) : field);
            if (encodes) {
                byColumn.put(column, new GrowingDictionary(field, allocator));
            }
        }
    }

    /** The same rows with indexes in place of strings. Takes the batch over; the caller closes the result. */
    VectorSchemaRoot encode(VectorSchemaRoot batch) {
        List<FieldVector> vectors = new ArrayList<>(batch.getFieldVectors());
        List<FieldVector> plain = new ArrayList<>();
        byColumn.forEach((column, dictionary) -> {
            VarCharVector strings = (VarCharVector) vectors.get(column);
            vectors.set(column, dictionary.encode(strings, fields.get(column)));
            plain.add(strings);
        });
        plain.forEach(FieldVector::close);
        return new VectorSchemaRoot(fields, vectors, batch.getRowCount());
    }

    /** What must be sent before the next batch: at first every dictionary, also an empty one; later what is new. */
    List<EncodedBatch> takeNew() {
        List<EncodedBatch> messages = new ArrayList<>();
        byColumn.forEach((column, dictionary) -> {
            if (!begun || dictionary.hasNew()) {
                messages.add(message(column, dictionary.takeNew()));
            }
        });
        begun = true;
        return messages;
    }

    private EncodedBatch message(long id, VarCharVector values) {
        try (VectorSchemaRoot root = VectorSchemaRoot.of(values);
                ArrowDictionaryBatch dictionary =
                        new ArrowDictionaryBatch(id, new VectorUnloader(root, true, true).getRecordBatch(), begun)) {
            ByteBuffer header = MessageSerializer.serializeMetadata(dictionary, IpcOption.DEFAULT);
            ArrowRecordBatch batch = dictionary.getDictionary();
            int bytes = Math.toIntExact(batch.computeBodyLength());
            return new EncodedBatch(header, EncodingStream.moveToWire(batch.getBuffers(), allocator), bytes, 0);
        }
    }

    @Override
    public void close() {
        byColumn.values().forEach(GrowingDictionary::close);
    }
}
