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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.validate.ValidateUtil.ValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Collects the batches of one upload: in memory as long as the store has room, in a file from then on. The id is derived
 * from the schema and all row hashes in order, so it depends on nothing but what was uploaded.
 */
final class FrameWriter implements AutoCloseable {
    private static final int ID_BYTES = 16;

    private final Schema schema;
    private final PlainSchema plain;
    private final BufferAllocator allocator;
    private final long memoryLimitBytes;
    private final Supplier<Path> newFile;
    private final ContentDigest rows;
    private final MessageDigest content = sha256();

    private final Deque<ArrowRecordBatch> inMemory = new ArrayDeque<>();
    private @Nullable SpillFile file;
    private long rowCount;

    FrameWriter(
            Schema uploaded,
            PlainSchema plain,
            BufferAllocator allocator,
            long memoryLimitBytes,
            Supplier<Path> newFile) {
        this.schema = plain.of(uploaded);
        this.plain = plain;
        this.allocator = allocator;
        this.memoryLimitBytes = memoryLimitBytes;
        this.newFile = newFile;
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
        inMemory.add(charged);
        if (file == null && allocator.getAllocatedMemory() > memoryLimitBytes) {
            file = new SpillFile(newFile.get(), schema, allocator);
        }
        if (file != null) {
            moveTo(file);
        }
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
            rowCount += root.getRowCount();
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

    private void moveTo(SpillFile target) {
        while (!inMemory.isEmpty()) {
            try (ArrowRecordBatch batch = inMemory.remove()) {
                target.append(batch);
            }
        }
    }

    /** Ends the upload: the rows are the result's from now on. */
    StoredFrame finish() {
        String id = HexFormat.of().formatHex(content.digest(), 0, ID_BYTES);
        FrameContent kept = file == null
                ? new InMemoryContent(schema, rowCount, new ArrayList<>(inMemory))
                : new SpilledContent(schema, rowCount, file.finish());
        inMemory.clear();
        return new StoredFrame(id, kept);
    }

    @Override
    public void close() {
        inMemory.forEach(ArrowRecordBatch::close);
        if (file != null) {
            file.close();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every JDK has SHA-256", e);
        }
    }
}
