package io.godwit.pitjoin.key;

import java.util.List;
import org.apache.arrow.vector.FieldVector;

/**
 * Numbers the distinct keys of the labels, in the order they come: every key is a <em>group</em>. Labels are added by one
 * thread; after that any number of probes may run at once.
 */
public abstract sealed class KeyIndex permits OneGroup, WordKeyIndex, ByteKeyIndex {
    /** The group of a row whose key is null or is no label's. */
    public static final int NO_GROUP = KeyCoding.NO_GROUP;

    /** An empty index of keys coded so; no codings at all put every row into one group. */
    public static KeyIndex of(List<KeyCoding> codings) {
        if (codings.isEmpty()) {
            return new OneGroup();
        }
        if (codings.size() == 1 && codings.get(0).form().isWord()) {
            return new WordKeyIndex(codings.get(0));
        }
        return new ByteKeyIndex(codings);
    }

    /** Adds the keys of a batch and writes each row's group to {@code groups[0 .. rowCount)}. */
    public abstract void add(List<FieldVector> keys, int rowCount, int[] groups);

    /** Finds groups of rows whose keys are coded so. A probe has scratch memory: one thread at a time. */
    public abstract Probe probe(List<KeyCoding> codings);

    public abstract int groupCount();

    /** Bytes of heap held. */
    public abstract long heldBytes();

    /** Finds the groups of the rows of a batch. */
    public interface Probe {
        /** Writes the group of each row, or {@link #NO_GROUP}, to {@code groups[0 .. rowCount)}. */
        void find(List<FieldVector> keys, int rowCount, int[] groups);
    }
}
