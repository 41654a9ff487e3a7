package io.godwit.pitjoin.key;

import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** The index of a join without keys. */
final class OneGroup extends KeyIndex {
    @Override
    public void add(List<FieldVector> keys, int rowCount, int[] groups) {
        Arrays.fill(groups, 0, rowCount, 0);
    }

    @Override
    public Probe probe(List<KeyCoding> codings) {
        return this::add;
    }

    @Override
    public int groupCount() {
        return 1;
    }

    @Override
    public long heldBytes() {
        return 0;
    }
}
