package io.godwit.planner.write;

import io.godwit.pitjoin.gather.GatherRows;
import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.io.OutputFile;

/** Rows as an Arrow IPC stream. */
final class ArrowRowFile implements RowFile {
    private final String location;
    private final VectorSchemaRoot written;
    private final ArrowStreamWriter writer;
    private long rowCount;

    ArrowRowFile(OutputFile file, Schema schema, BufferAllocator allocator) {
        location = file.location();
        written = VectorSchemaRoot.create(schema, allocator);
        try {
            writer = new ArrowStreamWriter(written, null, Channels.newChannel(file.create()));
            writer.start();
        } catch (IOException e) {
            written.close();
            throw RowFile.failed(location, e);
        } catch (RuntimeException e) {
            written.close();
            throw e;
        }
    }

    @Override
    public void add(VectorSchemaRoot batch, int[] selected, int count) {
        if (count == 0) {
            return;
        }
        for (int column = 0; column < written.getFieldVectors().size(); column++) {
            GatherRows.gather(batch.getVector(column), selected, count, written.getVector(column));
        }
        written.setRowCount(count);
        try {
            writer.writeBatch();
        } catch (IOException e) {
            throw RowFile.failed(location, e);
        }
        rowCount += count;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public void close() {
        try (written) {
            writer.end();
            writer.close();
        } catch (IOException e) {
            throw RowFile.failed(location, e);
        }
    }
}
