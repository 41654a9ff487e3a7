package io.godwit.bench;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** A feature table in memory whose columns are carried along with keys and times. */
record StoredFeatures(StoredBatches batches) implements FeatureSource {
    @Override
    public Schema schema() {
        List<Field> fields = batches.schema().getFields();
        return new Schema(fields.subList(0, fields.size() - 2));
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        int declared = schema().getFields().size();
        List<Integer> wanted = new ArrayList<>(columns);
        wanted.add(declared);
        wanted.add(declared + 1);
        return batches.stream(context.allocator(), wanted);
    }

    @Override
    public boolean canFetch() {
        return false;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        throw new UnsupportedOperationException("columns are carried along");
    }
}
