package io.godwit.server.statement;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.server.stream.ListStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/** Small results and parameters as an Arrow IPC stream in a byte string. */
final class ArrowBytes {
    private ArrowBytes() {}

    /** Everything {@code stream} gives. */
    static ByteString write(BatchStream stream) {
        ByteString.Output bytes = ByteString.newOutput();
        try (WriteChannel channel = new WriteChannel(Channels.newChannel(bytes))) {
            MessageSerializer.serialize(channel, stream.schema());
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch;
                        ArrowRecordBatch unloaded = new VectorUnloader(owned).getRecordBatch()) {
                    MessageSerializer.serialize(channel, unloaded);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    static BatchStream read(ByteString bytes, BufferAllocator allocator) {
        try (ArrowStreamReader reader = new ArrowStreamReader(bytes.newInput(), allocator)) {
            Schema schema = reader.getVectorSchemaRoot().getSchema();
            List<VectorSchemaRoot> batches = new ArrayList<>();
            while (reader.loadNextBatch()) {
                batches.add(moved(reader.getVectorSchemaRoot(), schema, allocator));
            }
            return new ListStream(schema, batches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VectorSchemaRoot moved(VectorSchemaRoot from, Schema schema, BufferAllocator allocator) {
        VectorSchemaRoot to = VectorSchemaRoot.create(schema, allocator);
        try (ArrowRecordBatch unloaded = new VectorUnloader(from).getRecordBatch()) {
            new VectorLoader(to).load(unloaded);
        }
        return to;
    }
}
