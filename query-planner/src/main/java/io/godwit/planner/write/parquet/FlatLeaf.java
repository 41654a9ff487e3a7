package io.godwit.planner.write.parquet;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.Words;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** A column at the top: one value or null for each row. */
final class FlatLeaf implements Leaf {
    private final int column;
    private final RequiredColumn required;
    private final ValueSource source;
    private @Nullable FieldVector vector;
    private boolean hasNulls;
    private int[] present = {};

    /** @param column its place in a batch */
    FlatLeaf(int column, RequiredColumn required, ValueSource source) {
        this.column = column;
        this.required = required;
        this.source = source;
    }

    @Override
    public void enter(VectorSchemaRoot batch) {
        FieldVector entered = Words.storage(batch.getVector(column));
        vector = entered;
        hasNulls = entered.getNullCount() > 0;
        if (hasNulls) {
            required.checkNoNulls();
        }
    }

    @Override
    public int take(int from, int to, int bytes, Page page) {
        FieldVector current = requireNonNull(vector, "vector");
        int rows = source.rowsWithin(current, from, to, bytes);
        if (hasNulls) {
            int count = selectPresent(current, from, from + rows, page.definitions);
            source.copy(current, present, count, page.values);
        } else {
            page.present(rows);
            source.copyRange(current, from, from + rows, page.values);
        }
        page.addFlatRows(rows);
        return rows;
    }

    private int selectPresent(FieldVector current, int from, int to, Levels definitions) {
        if (present.length < to - from) {
            present = new int[to - from];
        }
        long validity = current.getValidityBuffer().memoryAddress();
        int count = 0;
        for (int row = from; row < to; row++) {
            int isPresent = MemoryUtil.getByte(validity + (row >> 3)) >> (row & 7) & 1;
            present[count] = row;
            count += isPresent;
            definitions.add(isPresent, 1);
        }
        return count;
    }
}
