package io.godwit.planner.digest;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Structs: the hash of a struct is the hash of the sum of its fields' hashes, just as a row is. */
final class StructCells implements CellHasher {
    private final Digest key;
    private final List<CellHasher> fields;
    private final HashColumn fieldCells = new HashColumn(ContentDigest.CHUNK_ROWS);
    private final Murmur3 murmur = new Murmur3();

    StructCells(Digest key, List<CellHasher> fields) {
        this.key = key;
        this.fields = fields;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        cells.fill(count, new Digest(0, 0));
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).hash(children.get(i), start, count, fieldCells);
            cells.add(fieldCells, count);
        }
        for (int row = 0; row < count; row++) {
            murmur.hashPair(key, cells.low[row], cells.high[row]);
            cells.set(row, murmur);
        }
        Nulls.overwrite(vector, start, count, cells, key);
    }
}
