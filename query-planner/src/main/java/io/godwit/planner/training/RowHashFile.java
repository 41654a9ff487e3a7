package io.godwit.planner.training;

import io.godwit.planner.digest.ContentDigest;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.RowSalt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** Writes one salted hash per row to a Parquet file of one column, {@code hash}. */
final class RowHashFile implements ContentDigest.RowHashes, AutoCloseable {
    static final Schema SCHEMA = new Schema(NestedField.required(1, "hash", Types.LongType.get()));

    private static final int CHUNK_ROWS = 4096;

    private final RowSalt salt;
    private final FileAppender<StructLike> appender;
    private final long[] hashes = new long[CHUNK_ROWS];
    private final HashRow row = new HashRow();
    private boolean closed;

    RowHashFile(OutputFile file, Digest salt) {
        this.salt = new RowSalt(salt);
        try {
            appender = Parquet.write(file)
                    .schema(SCHEMA)
                    .createWriterFunc(type -> InternalWriter.createWriter(SCHEMA, type))
                    .set("write.parquet.compression-codec", "uncompressed")
                    .set("write.parquet.dict-size-bytes", "1")
                    .overwrite()
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Digest newSalt() {
        SecureRandom random = new SecureRandom();
        return new Digest(random.nextLong(), random.nextLong());
    }

    @Override
    public void accept(long[] low, long[] high, int count) {
        salt.apply(low, high, count, hashes, 0);
        for (int i = 0; i < count; i++) {
            add(hashes[i]);
        }
    }

    /** Adds a hash of a file with the same salt. */
    void add(long hash) {
        row.hash = hash;
        appender.add(row);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            appender.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class HashRow implements StructLike {
        private long hash;

        @Override
        public int size() {
            return 1;
        }

        @Override
        public <T> T get(int position, Class<T> javaClass) {
            return javaClass.cast(hash);
        }

        @Override
        public <T> void set(int position, T value) {
            throw new UnsupportedOperationException("A hash is written, not set");
        }
    }
}
