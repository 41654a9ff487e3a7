package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.planner.operator.NumberedRows;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * An uploaded frame as the feature side of a join. All rows were uploaded at once, so all have the sequence number 0; the
 * row id is the row's place in the upload. Columns are carried inline.
 */
public final class FrameSource implements FeatureSource {
    private final Frame frame;

    public FrameSource(Frame frame) {
        this.frame = frame;
    }

    @Override
    public Schema schema() {
        return frame.schema();
    }

    @Override
    public BatchStream read(ExecutionContext context, List<Integer> columns, LabelBounds bounds) {
        return new NumberedRows(context, frame.read(context, columns));
    }

    @Override
    public boolean canFetch() {
        return false;
    }

    @Override
    public BatchStream fetch(ExecutionContext context, long[] rowIds, List<Integer> columns) {
        throw new GodwitException(ErrorCode.INTERNAL, "Frame " + frame.name() + " carries its columns inline");
    }
}
