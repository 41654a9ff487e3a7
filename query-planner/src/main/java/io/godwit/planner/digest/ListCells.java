package io.godwit.planner.digest;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.LargeListVector;

/** Lists of any kind, maps among them: the hash of a list is the hash of its elements' hashes, sixteen bytes each. */
final class ListCells implements CellHasher {
    private static final int HASH_BYTES = 16;

    private final Digest key;
    private final CellHasher elements;
    private final HashColumn elementCells = new HashColumn(ContentDigest.CHUNK_ROWS);
    private final Murmur3 murmur = new Murmur3();

    ListCells(Digest key, CellHasher elements) {
        this.key = key;
        this.elements = elements;
    }

    @Override
    public void hash(FieldVector vector, int start, int count, HashColumn cells) {
        FieldVector children = vector.getChildrenFromFields().get(0);
        for (int row = 0; row < count; row++) {
            if (vector.isNull(start + row)) {
                cells.set(row, key);
            } else {
                hashList(children, firstElement(vector, start + row), endOfElements(vector, start + row));
                cells.set(row, murmur);
            }
        }
    }

    private static int firstElement(FieldVector vector, int row) {
        return vector instanceof LargeListVector large
                ? Math.toIntExact(large.getElementStartIndex(row))
                : ((BaseListVector) vector).getElementStartIndex(row);
    }

    private static int endOfElements(FieldVector vector, int row) {
        return vector instanceof LargeListVector large
                ? Math.toIntExact(large.getElementEndIndex(row))
                : ((BaseListVector) vector).getElementEndIndex(row);
    }

    private void hashList(FieldVector children, int start, int end) {
        murmur.start(key);
        for (int from = start; from < end; from += ContentDigest.CHUNK_ROWS) {
            int count = Math.min(end - from, ContentDigest.CHUNK_ROWS);
            elements.hash(children, from, count, elementCells);
            for (int i = 0; i < count; i++) {
                murmur.block(elementCells.low[i], elementCells.high[i]);
            }
        }
        murmur.finish((long) (end - start) * HASH_BYTES);
    }
}
