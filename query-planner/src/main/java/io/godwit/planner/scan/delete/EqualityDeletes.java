package io.godwit.planner.scan.delete;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.util.StructLikeSet;

/** Deleted keys, all over the same columns. Immutable, safe for use by many threads. */
public final class EqualityDeletes {
    private final Schema columns;
    private final StructLikeSet keys;

    EqualityDeletes(Schema columns, StructLikeSet keys) {
        this.columns = columns;
        this.keys = keys;
    }

    public Schema columns() {
        return columns;
    }

    /** Keeps in place the rows whose key is not deleted. */
    public int select(List<? extends FieldVector> vectors, int[] rows, int count) {
        VectorRow key = new VectorRow(columns.asStruct(), vectors);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            rows[kept] = row;
            kept += keys.contains(key.at(row)) ? 0 : 1;
        }
        return kept;
    }
}
