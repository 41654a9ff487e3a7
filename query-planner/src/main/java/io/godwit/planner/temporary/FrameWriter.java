package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchLoader;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
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
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.validate.ValidateUtil.ValidateException;

/**
 * Collects the batches of one upload. The id is derived from the schema and all row hashes in order, so it depends on
 * nothing but what was uploaded.
 */
final class FrameWriter implements AutoCloseable {
    private static final int ID_BYTES = 16;

    private final Schema schema;
    private final PlainSchema plain;
    private final BufferAllocator allocator;
    private final RowSpool spool;
    private final ContentDigest rows;
    private final MessageDigest content = sha256();

    FrameWriter(
            Schema uploaded,
            PlainSchema plain,
            BufferAllocator allocator,
            long memoryLimitBytes,
            Supplier<Path> newFile) {
        this.schema = plain.of(uploaded);
        this.plain = plain;
        this.allocator = allocator;
        this.spool = new RowSpool(schema, allocator, memoryLimitBytes, newFile);
        this.rows = new ContentDigest(schema);
        content.update(schema.toString().getBytes(StandardCharsets.UTF_8));
    }

    Schema schema() {
        return schema;
    }

    /** Takes the rows of {@code uploaded}, which stays the caller's. */
    void write(VectorSchemaRoot uploaded) {
        ArrowRecordBatch charged = charge(uploaded);
        try {
            check(charged);
        } catch (RuntimeException e) {
            charged.close();
            throw e;
        }
        spool.add(charged);
    }

    /** From here on the rows are in the store's memory, not the upload's. */
    private ArrowRecordBatch charge(VectorSchemaRoot uploaded) {
        try (ArrowRecordBatch unloaded = PlainLayout.unload(uploaded, plain, allocator)) {
            return unloaded.cloneWithTransfer(allocator);
        }
    }

    /** Buffers came from a client: their offsets are believed only after a look at each. */
    private void check(ArrowRecordBatch batch) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            BatchLoader.load(batch, root);
            UploadedValues.check(root);
            rows.add(root, this::updateContent);
        } catch (ValidateException | IllegalArgumentException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "The upload is not valid Arrow data: " + e.getMessage(), e);
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
