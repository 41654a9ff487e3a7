package io.godwit.planner.training.hash;

import io.godwit.planner.digest.ContentDigest;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.RowSalt;
import io.godwit.planner.write.parquet.ColumnarFile;
import io.godwit.planner.write.parquet.PageScratch;
import io.godwit.planner.write.parquet.RowGroup;
import io.godwit.planner.write.parquet.WriteOptions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Writes one salted hash per row to a Parquet file of one column, {@code hash}. */
public final class RowHashFile implements ContentDigest.RowHashes, AutoCloseable {
    static final Schema SCHEMA = new Schema(NestedField.required(1, "hash", Types.LongType.get()));

    private static final Field COLUMN =
            new Field("hash", FieldType.notNullable(new ArrowType.Int(Long.SIZE, true)), List.of());

    /** Hashes neither repeat nor compress. */
    private static final WriteOptions OPTIONS = WriteOptions.of(
            Map.of("write.parquet.compression-codec", "uncompressed", "write.parquet.dict-size-bytes", "1"));

    private static final int BATCH_ROWS = 1 << 14;
    private static final int GROUP_ROWS = 1 << 20;

    private final RowSalt salt;
    private final long[] salted = new long[ContentDigest.CHUNK_ROWS];
    private final BigIntVector hashes;
    private final VectorSchemaRoot batch;
    private final PageScratch scratch;
    private final ColumnarFile file;

    private RowGroup group;
    private long groupRows;
    private int batchRows;

    public RowHashFile(BufferAllocator allocator, OutputFile file, Digest salt) {
        this.salt = new RowSalt(salt);
        this.file = new ColumnarFile(file, SCHEMA, List.of(COLUMN), new int[] {0}, OPTIONS, allocator);
        this.hashes = new BigIntVector(COLUMN, allocator);
        this.batch = new VectorSchemaRoot(List.of(hashes));
        this.scratch = new PageScratch(OPTIONS, allocator);
        this.group = this.file.newRowGroup();
        hashes.allocateNew(BATCH_ROWS);
    }

    public static Digest newSalt() {
        SecureRandom random = new SecureRandom();
        return new Digest(random.nextLong(), random.nextLong());
    }

    @Override
    public void accept(long[] low, long[] high, int count) {
        salt.apply(low, high, count, salted);
        for (int row = 0; row < count; row++) {
            add(salted[row]);
        }
    }

    /** Adds a hash of a file with the same salt. */
    public void add(long hash) {
        hashes.set(batchRows++, hash);
        if (batchRows == BATCH_ROWS) {
            endBatch();
        }
    }

    private void endBatch() {
        batch.setRowCount(batchRows);
        group.add(0, batch, scratch);
        groupRows += batchRows;
        batchRows = 0;
        if (groupRows >= GROUP_ROWS) {
            endGroup();
            group = file.newRowGroup();
        }
    }

    private void endGroup() {
        group.finish(0, scratch);
        if (groupRows > 0) {
            file.write(group, groupRows);
        }
        group.close();
        groupRows = 0;
    }

    /** Ends the file; without, it has no footer and nobody can read it. */
    public void finish() {
        endBatch();
        endGroup();
        file.finish();
    }

    @Override
    public void close() {
        group.close();
        scratch.close();
        batch.close();
        file.close();
    }
}
