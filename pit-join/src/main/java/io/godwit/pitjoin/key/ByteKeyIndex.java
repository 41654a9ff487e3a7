package io.godwit.pitjoin.key;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Keys of any number and type of columns, compared by their canonical bytes. */
final class ByteKeyIndex extends KeyIndex {
    private final KeyBytes coder;
    private final ByteRows keys = new ByteRows();
    /** Per bucket the upper half of the hash, then the group + 1; zero is a free bucket. */
    private long[] table = new long[1024];

    private int groupCount;

    ByteKeyIndex(List<KeyCoding> codings) {
        this.coder = new KeyBytes(codings);
    }

    @Override
    public void add(List<FieldVector> columns, int rowCount, int[] groups) {
        ByteRows rows = coder.encode(columns, rowCount, groups);
        for (int row = 0; row < rowCount; row++) {
            if (groups[row] != NO_GROUP) {
                groups[row] = groupOf(rows, row);
            }
        }
    }

    private int groupOf(ByteRows rows, int row) {
        long hash = rows.hash(row);
        int at = find(rows, row, hash);
        if (table[at] != 0) {
            return (int) table[at] - 1;
        }
        keys.appendRow(rows, row);
        table[at] = entry(hash, groupCount++);
        if (2L * groupCount > table.length) {
            grow();
        }
        return groupCount - 1;
    }

    private static long entry(long hash, int group) {
        return (hash & 0xffff_ffff_0000_0000L) | (group + 1);
    }

    /** The bucket of the row's key, or the free one where it would stand. */
    private int find(ByteRows rows, int row, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0 && !(isSameHash(table[at], hash) && keys.rowEquals((int) table[at] - 1, rows, row))) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static boolean isSameHash(long entry, long hash) {
        return (entry ^ hash) >>> 32 == 0;
    }

    private void grow() {
        table = new long[Math.multiplyExact(table.length, 2)];
        int mask = table.length - 1;
        for (int group = 0; group < groupCount; group++) {
            long hash = keys.hash(group);
            int at = (int) hash & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = entry(hash, group);
        }
    }

    @Override
    public Probe probe(List<KeyCoding> codings) {
        KeyBytes featureCoder = new KeyBytes(codings);
        return (columns, rowCount, groups) -> find(featureCoder.encode(columns, rowCount, groups), rowCount, groups);
    }

    private void find(ByteRows rows, int rowCount, int[] groups) {
        for (int row = 0; row < rowCount; row++) {
            if (groups[row] != NO_GROUP) {
                groups[row] = (int) table[find(rows, row, rows.hash(row))] - 1;
            }
        }
    }

    @Override
    public int groupCount() {
        return groupCount;
    }

    @Override
    public long heldBytes() {
        return 8L * table.length + keys.heldBytes();
    }
}
