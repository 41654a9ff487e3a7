package io.godwit.planner.temporary;

import io.godwit.planner.digest.ContentDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Collects the batches of one upload. The id is derived from the schema and all row hashes in order, so it depends on
 * nothing but what was uploaded.
 */
final class FrameWriter implements AutoCloseable {
    private static final int ID_BYTES = 16;

    private final BufferAllocator allocator;
    private final RowSpool spool;
    private final ContentDigest rows;
    private final MessageDigest content = sha256();

    FrameWriter(Schema schema, BufferAllocator allocator, long memoryLimitBytes, Supplier<Path> newFile) {
        this.allocator = allocator;
        this.spool = new RowSpool(schema, allocator, memoryLimitBytes, newFile);
        this.rows = new ContentDigest(schema);
        content.update(schema.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the rows of {@code batch}, which stays the caller's; from here on they are in the store's memory. */
    void write(VectorSchemaRoot batch) {
        rows.add(batch, this::updateContent);
        try (ArrowRecordBatch unloaded = new VectorUnloader(batch).getRecordBatch()) {
            spool.add(unloaded.cloneWithTransfer(allocator));
        }
    }

    private void updateContent(long[] low, long[] high, int count) {
        ByteBuffer hashes = ByteBuffer.allocate(count * 2 * Long.BYTES);
        for (int row = 0; row < count; row++) {
            hashes.putLong(high[row]).putLong(low[row]);
        }
        content.update(hashes.flip());
    }

    /** Ends the upload: the rows are the result's from now on. */
    StoredFrame finish() {
        return new StoredFrame(HexFormat.of().formatHex(content.digest(), 0, ID_BYTES), spool.finish());
    }

    @Override
    public void close() {
        spool.close();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }
}
