package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchLoader;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** An Arrow IPC file in the making. Unless it is finished, closing it removes it. */
final class SpillFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final VectorSchemaRoot batch;
    private final ArrowFileWriter writer;
    private boolean finished;

    SpillFile(Path path, Schema schema, BufferAllocator allocator) {
        this.path = path;
        try {
            Files.createDirectories(path.getParent());
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot make a file in the spill directory %s (%s); point spill.directory to one that can be written"
                            .formatted(path.getParent(), e),
                    e);
        }
        batch = VectorSchemaRoot.create(schema, allocator);
        writer = new ArrowFileWriter(batch, null, channel);
    }

    void append(ArrowRecordBatch rows) {
        BatchLoader.load(rows, batch);
        try {
            writer.writeBatch();
        } catch (IOException e) {
            throw unwritable(e);
        } finally {
            batch.clear();
        }
    }

    Path finish() {
        try {
            writer.end();
        } catch (IOException e) {
            throw unwritable(e);
        }
        finished = true;
        return path;
    }

    private GodwitException unwritable(IOException cause) {
        return new GodwitException(
                ErrorCode.RESOURCE_EXHAUSTED,
                "Cannot write to the spill directory %s: %s; make room there, or point spill.directory to a larger disk"
                        .formatted(path.getParent(), cause.getMessage()),
                cause);
    }

    /** Closes the file itself: closed, the writer would write the end of a file that is thrown away, be there room for it or not. */
    @Override
    public void close() {
        batch.close();
        try (FileChannel owned = channel) {
            if (!finished) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot remove a file of the spill directory " + path.getParent(), e);
        }
    }
}
