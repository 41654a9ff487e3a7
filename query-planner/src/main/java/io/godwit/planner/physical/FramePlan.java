package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.temporary.Frame;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Reads columns of an uploaded frame, in upload order. */
record FramePlan(Frame frame, List<Integer> columns) implements PhysicalPlan {
    FramePlan {
        columns = List.copyOf(columns);
    }

    @Override
    public Schema schema() {
        return new Schema(columns.stream()
                .map(column -> frame.schema().getFields().get(column))
                .toList());
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        String names = schema().getFields().stream().map(Field::getName).collect(Collectors.joining(", "));
        return "Frame %s (%,d rows) [%s]".formatted(frame.name(), frame.rowCount(), names);
    }

    @Override
    public BatchStream open(ExecutionContext context) {
        return frame.read(context, columns);
    }
}
