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

/** A frame in an Arrow IPC file of the spill directory, read batch by batch. */
final class SpilledContent implements FrameContent {
    private final Schema schema;
    private final RowBorders borders;
    private final Path file;

    SpilledContent(Schema schema, RowBorders borders, Path file) {
        this.schema = schema;
        this.borders = borders;
        this.file = file;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long rowCount() {
        return borders.rowCount();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, long firstRow, long endRow) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            Columns read = new Columns(schema, columns);
            OpenFile open = new OpenFile(channel, read, context.allocator());
            return new BatchRange(context, read.schema(), borders, firstRow, endRow, open::load, open::close);
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

    private final class OpenFile {
        private final Columns columns;
        private final BufferAllocator allocator;
        private final ArrowFileReader reader;
        private boolean closed;

        OpenFile(FileChannel channel, Columns columns, BufferAllocator allocator) {
            this.columns = columns;
            this.allocator = allocator;
            this.reader = new ArrowFileReader(channel, allocator);
        }

        VectorSchemaRoot load(int batch) {
            try {
                reader.loadRecordBatch(reader.getRecordBlocks().get(batch));
                try (ArrowRecordBatch loaded = new VectorUnloader(reader.getVectorSchemaRoot()).getRecordBatch()) {
                    return columns.load(loaded, allocator);
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        void close() {
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
