package io.godwit.planner.digest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Digests a table batch by batch, whole and per column.
 *
 * <p>A cell's hash is MurmurHash3_x64_128 of its canonical bytes, seeded with the column's key. A row's hash is that of
 * the sum of its cells' hashes; a column's digest is its key plus the sum of its cells' hashes, the whole digest is the
 * schema's key plus the sum of the rows' hashes, all modulo 2^128. So the order of rows and of columns does not matter, a
 * duplicate counts, and digests of parts {@link #add(ContentDigest) add up}. Not for use by many threads at once.
 */
public final class ContentDigest {
    /** The version of the specification. */
    public static final int VERSION = 1;

    /** The most rows in a run. Three columns of words and two of hashes of as many stay in the first-level cache. */
    public static final int CHUNK_ROWS = 512;

    private static final Digest ZERO = new Digest(0, 0);

    /** Takes the 128-bit hashes of a run of at most {@link #CHUNK_ROWS} rows; the arrays are the digest's and written over afterwards. */
    public interface RowHashes {
        void accept(long[] low, long[] high, int count);
    }

    private final Schema schema;
    private final List<Digest> keys = new ArrayList<>();
    private final List<CellHasher> hashers = new ArrayList<>();
    private final HashColumn cells = new HashColumn(CHUNK_ROWS);
    private final HashColumn rows = new HashColumn(CHUNK_ROWS);
    private final Murmur3 murmur = new Murmur3();

    private final Digest[] columnSums;
    private Digest rowSum = ZERO;
    private long rowCount;

    /** @throws io.godwit.pitjoin.batch.GodwitException when a column's type has no digest */
    public ContentDigest(Schema schema) {
        this.schema = schema;
        Map<String, Integer> occurrences = new HashMap<>();
        for (Field field : schema.getFields()) {
            ColumnType type = new ColumnType(field);
            int occurrence = occurrences.merge(field.getName() + '\0' + type.name(), 1, Integer::sum);
            Digest key = type.key(occurrence);
            keys.add(key);
            hashers.add(type.hasher(key));
        }
        columnSums = new Digest[hashers.size()];
        Arrays.fill(columnSums, ZERO);
    }

    /** Adds a batch. */
    public void add(VectorSchemaRoot batch) {
        add(batch, (low, high, count) -> {});
    }

    /** Adds a batch, and hands the hash of every row to {@code rowHashes}, in the batch's order. */
    public void add(VectorSchemaRoot batch, RowHashes rowHashes) {
        for (int start = 0; start < batch.getRowCount(); start += CHUNK_ROWS) {
            int count = Math.min(batch.getRowCount() - start, CHUNK_ROWS);
            addChunk(batch, start, count);
            rowHashes.accept(rows.low, rows.high, count);
        }
        rowCount += batch.getRowCount();
    }

    private void addChunk(VectorSchemaRoot batch, int start, int count) {
        rows.fill(count, ZERO);
        for (int column = 0; column < hashers.size(); column++) {
            hashers.get(column).hash(batch.getVector(column), start, count, cells);
            rows.add(cells, count);
            columnSums[column] = columnSums[column].plus(cells.sum(count));
        }
        Murmur3.hashPairs(ZERO, rows.low, rows.high, count, rows.low, rows.high);
        rowSum = rowSum.plus(rows.sum(count));
    }

    /** Adds the rows of another part of the same table. */
    public void add(ContentDigest part) {
        for (int column = 0; column < columnSums.length; column++) {
            columnSums[column] = columnSums[column].plus(part.columnSums[column]);
        }
        rowSum = rowSum.plus(part.rowSum);
        rowCount += part.rowCount;
    }

    /**
     * Adds the rows of another part of the same table, of which only the digest is known.
     *
     * @param part of a table with this one's schema, columns in this order
     */
    public void add(TableDigest part) {
        for (int column = 0; column < columnSums.length; column++) {
            Digest sum = part.columns().get(column).digest().minus(keys.get(column));
            columnSums[column] = columnSums[column].plus(sum);
        }
        rowSum = rowSum.plus(part.whole().minus(schemaKey()));
        rowCount += part.rowCount();
    }

    /** What has been added so far. */
    public TableDigest result() {
        List<TableDigest.Column> columns = new ArrayList<>();
        for (int column = 0; column < columnSums.length; column++) {
            columns.add(new TableDigest.Column(
                    schema.getFields().get(column).getName(), keys.get(column).plus(columnSums[column])));
        }
        return new TableDigest(VERSION, rowCount, schemaKey().plus(rowSum), columns);
    }

    private Digest schemaKey() {
        Digest sum = keys.stream().reduce(ZERO, Digest::plus);
        murmur.hashPair(ZERO, sum.low(), sum.high());
        return new Digest(murmur.high, murmur.low);
    }
}
