package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A frame in an Arrow IPC file of the spill directory, read batch by batch. */
final class SpilledContent implements FrameContent {
    private final Schema schema;
    private final long rowCount;
    private final Path file;

    SpilledContent(Schema schema, long rowCount, Path file) {
        this.schema = schema;
        this.rowCount = rowCount;
        this.file = file;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FileBatches(context, channel, new Columns(schema, columns));
        } catch (NoSuchFileException e) {
            throw FrameStore.frameIsGone();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private GodwitException unreadable(IOException cause) {
        return new GodwitException(
                ErrorCode.UNAVAILABLE, "Cannot read the spilled frame " + file + ": " + cause.getMessage(), cause);
    }

    /** An open stream keeps its file open and so readable. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private final class FileBatches implements BatchStream {
        private final ExecutionContext context;
        private final Columns columns;
        private final BufferAllocator allocator;
        private final ArrowFileReader reader;
        private boolean closed;

        FileBatches(ExecutionContext context, FileChannel channel, Columns columns) {
            this.context = context;
            this.columns = columns;
            this.allocator = context.allocator();
            this.reader = new ArrowFileReader(channel, allocator);
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
                    return columns.load(batch, allocator);
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                reader.close();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }
}
