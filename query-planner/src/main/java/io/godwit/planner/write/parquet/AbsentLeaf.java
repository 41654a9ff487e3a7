package io.godwit.planner.write.parquet;

import org.apache.arrow.vector.VectorSchemaRoot;

/** A column that the rows lack: null in each of them. */
final class AbsentLeaf implements Leaf {
    @Override
    public void enter(VectorSchemaRoot batch) {}

    @Override
    public int take(int from, int to, int bytes, Page page) {
        int rows = to - from;
        page.repetitions.add(0, rows);
        page.definitions.add(0, rows);
        page.addFlatRows(rows);
        return rows;
    }
}
