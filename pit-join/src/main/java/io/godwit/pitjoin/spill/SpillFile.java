package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchLoader;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.SpillDirectory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A file of blocks, each a batch of rows as Arrow IPC writes it. Blocks are appended by one thread and read in any order by
 * any number. The file has no name any more once it is open: it goes with the process, however that ends. It is not
 * encrypted.
 */
public final class SpillFile implements AutoCloseable {
    /** Where a batch lies. */
    public record Block(long offset, int rowCount) {}

    private final SpillDirectory directory;
    private final Path path;
    private final FileChannel channel;
    private final AtomicLong writtenBytes;
    private long end;

    /** @param writtenBytes what is written is added to it */
    public SpillFile(ExecutionContext context, AtomicLong writtenBytes) {
        this.directory = context.spill();
        this.path = directory.newFile(".spill");
        this.writtenBytes = writtenBytes;
        try {
            this.channel = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "Cannot make a file in the spill directory %s (%s); point spill.directory to one that can be written"
                            .formatted(path.getParent(), e),
                    e);
        }
    }

    /** Writes a batch behind the others; the caller closes it. */
    public Block append(VectorSchemaRoot batch) {
        try (ArrowRecordBatch message = new VectorUnloader(batch).getRecordBatch()) {
            channel.position(end);
            WriteChannel out = new WriteChannel(channel);
            MessageSerializer.serialize(out, message);
            Block block = new Block(end, batch.getRowCount());
            directory.reserve(out.getCurrentPosition());
            end += out.getCurrentPosition();
            writtenBytes.addAndGet(out.getCurrentPosition());
            return block;
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Reads a batch back. The caller closes it. */
    public VectorSchemaRoot read(Block block, Schema schema, BufferAllocator allocator) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        try (ArrowRecordBatch message = MessageSerializer.deserializeRecordBatch(
                new ReadChannel(new PositionedChannel(channel, block.offset())), allocator)) {
            if (message == null) {
                throw new EOFException("it ends at " + block.offset());
            }
            BatchLoader.load(message, batch);
            return batch;
        } catch (IOException e) {
            batch.close();
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot read what was spilled to %s: %s".formatted(path.getParent(), e), e);
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
    }

    private GodwitException unwritten(IOException cause) {
        return new GodwitException(
                ErrorCode.RESOURCE_EXHAUSTED,
                String.format(
                        Locale.ROOT,
                        "Cannot write to the spill directory %s after %,d bytes of this query: %s; make room there, point spill.directory to a larger disk, or raise query.memory-bytes so that less is spilled",
                        path.getParent(),
                        writtenBytes.get(),
                        cause.getMessage()),
                cause);
    }

    @Override
    public void close() {
        directory.release(end);
        end = 0;
        try {
            channel.close();
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot remove a file of the spill directory " + path.getParent(), e);
        }
    }
}
