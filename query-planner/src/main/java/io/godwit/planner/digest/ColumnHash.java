package io.godwit.planner.digest;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The salted 64-bit hash of some of a row's columns: that of a row which has only these, see {@link RowSalt}. It depends on
 * the values, the names and the types of the columns and on the salt, and on nothing else. Not for use by many threads at once.
 */
public final class ColumnHash {
    private final List<Integer> columns;
    private final ContentDigest digest;
    private final RowSalt salt;
    private final long[] chunk = new long[ContentDigest.CHUNK_ROWS];

    /**
     * @param columns positions in {@code schema}
     * @param salt any text
     */
    public ColumnHash(Schema schema, List<Integer> columns, String salt) {
        this.columns = List.copyOf(columns);
        List<Field> fields = columns.stream().map(schema.getFields()::get).toList();
        this.digest = new ContentDigest(new Schema(fields));
        this.salt = new RowSalt(ColumnType.hash(salt));
    }

    /** The hashes of all rows of a batch, which stays the caller's. */
    public long[] of(VectorSchemaRoot batch) {
        List<FieldVector> vectors = columns.stream().map(batch::getVector).toList();
        List<Field> fields = vectors.stream().map(FieldVector::getField).toList();
        long[] hashes = new long[batch.getRowCount()];
        int[] done = {0};
        // Not closed: the vectors belong to the batch.
        VectorSchemaRoot part = new VectorSchemaRoot(fields, vectors, batch.getRowCount());
        digest.add(part, (low, high, count) -> {
            salt.apply(low, high, count, chunk);
            System.arraycopy(chunk, 0, hashes, done[0], count);
            done[0] += count;
        });
        return hashes;
    }
}
