package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The batch of keys and times under way: its groups and, read once when first asked for, its times as primitives. */
public final class FeatureBatch {
    private final FeaturePlan plan;
    private final KeyIndex.Probe probe;
    private final Column[] columns;
    private final Column sequences = new Column();
    private final Column rowIds = new Column();
    private VectorSchemaRoot root = new VectorSchemaRoot(List.of());
    private int[] groups = new int[0];

    public FeatureBatch(FeaturePlan plan, KeyIndex index) {
        this.plan = plan;
        this.probe = index.probe(plan.featureKeys());
        this.columns = new Column[plan.join().source().schema().getFields().size()];
        Arrays.setAll(columns, column -> new Column());
    }

    /** Turns to the next batch and finds the groups of its rows. */
    public void load(VectorSchemaRoot batch) {
        root = batch;
        for (Column column : columns) {
            column.loaded = false;
        }
        sequences.loaded = false;
        rowIds.loaded = false;
        groups = groups.length < rowCount() ? new int[rowCount()] : groups;
        List<FieldVector> keys = plan.join().keys().stream()
                .map(pair -> vector(pair.featureColumn()))
                .toList();
        probe.find(keys, rowCount(), groups);
    }

    public int rowCount() {
        return root.getRowCount();
    }

    public int group(int row) {
        return groups[row];
    }

    FieldVector vector(int featureColumn) {
        return root.getVector(plan.readColumns().indexOf(featureColumn));
    }

    /** What stands at a null is undefined. */
    public long[] values(int featureColumn) {
        return columns[featureColumn].load(vector(featureColumn), rowCount()).values;
    }

    /** Not zero where the column is null. */
    public int[] nulls(int featureColumn) {
        return columns[featureColumn].load(vector(featureColumn), rowCount()).nulls;
    }

    /** Like {@link #nulls}, for a column that is no time. */
    public int[] readNulls(int featureColumn) {
        int[] nulls = new int[rowCount()];
        Words.markNulls(vector(featureColumn), rowCount(), nulls, -1);
        return nulls;
    }

    long[] sequences() {
        return sequences.load(root.getVector(plan.readColumns().size()), rowCount()).values;
    }

    public long[] rowIds() {
        return rowIds.load(root.getVector(plan.readColumns().size() + 1), rowCount()).values;
    }

    private static final class Column {
        private boolean loaded;
        private long[] values = new long[0];
        private int[] nulls = new int[0];

        Column load(FieldVector vector, int rowCount) {
            if (!loaded) {
                values = values.length < rowCount ? new long[rowCount] : values;
                nulls = nulls.length < rowCount ? new int[rowCount] : nulls;
                Words.read(vector, rowCount, values);
                Arrays.fill(nulls, 0, rowCount, 0);
                Words.markNulls(vector, rowCount, nulls, -1);
                loaded = true;
            }
            return this;
        }
    }
}
