package io.godwit.planner.temporary;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A frame that lies somewhere as an Arrow IPC stream and is read from its start each time.
 *
 * @param open opens the stream; what it throws reaches the reader
 */
public record ArrowStreamFrame(String name, String id, Schema schema, long rowCount, Supplier<InputStream> open)
        implements Frame {
    public ArrowStreamFrame {
        requireNonNull(open, "open");
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns) {
        return new StreamedBatches(context, new Columns(schema, columns), open.get(), name);
    }

    private static final class StreamedBatches implements BatchStream {
        private final ExecutionContext context;
        private final Columns columns;
        private final ArrowStreamReader reader;
        private final String name;

        StreamedBatches(ExecutionContext context, Columns columns, InputStream input, String name) {
            this.context = context;
            this.columns = columns;
            this.reader = new ArrowStreamReader(input, context.allocator());
            this.name = name;
        }

        @Override
        public Schema schema() {
            return columns.schema();
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            context.cancellation().check();
            try {
                if (!reader.loadNextBatch()) {
                    return null;
                }
                try (ArrowRecordBatch batch = new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
                    return columns.load(batch, context.allocator());
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private GodwitException unreadable(IOException cause) {
            return new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot read frame " + name + ": " + cause.getMessage(), cause);
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }
}
