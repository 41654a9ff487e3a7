package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.operator.ColumnScalar;
import io.godwit.planner.operator.ProjectOperator;
import io.godwit.planner.operator.ProjectOperator.Output;
import io.godwit.planner.operator.Scalar.Kind;
import io.godwit.planner.operator.Widening;
import io.godwit.planner.temporary.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns of an uploaded frame, in upload order, each in the one form its SQL type has: times in microseconds or
 * nanoseconds, dates in days, instants in UTC.
 *
 * @param fields what the columns are announced as
 */
record FramePlan(Frame frame, List<Integer> columns, List<Field> fields) implements PhysicalPlan {
    FramePlan {
        columns = List.copyOf(columns);
        fields = List.copyOf(fields);
    }

    /** Only some of the columns. */
    FramePlan narrow(List<Integer> used) {
        return new FramePlan(
                frame,
                used.stream().map(columns::get).toList(),
                used.stream().map(fields::get).toList());
    }

    @Override
    public Schema schema() {
        return new Schema(fields);
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        String names = fields.stream().map(Field::getName).collect(Collectors.joining(", "));
        return "Frame %s (%,d rows) [%s]".formatted(frame.name(), frame.rowCount(), names);
    }

    @Override
    public @Nullable PhysicalPlan shard(Shard shard) {
        long first = shard.start(frame.rowCount());
        return shard.shuffle() == null ? new LimitPlan(this, first, shard.end(frame.rowCount()) - first) : null;
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            outputs.add(output(i, frame.schema().getFields().get(columns.get(i)), fields.get(i)));
        }
        BatchStream rows = frame.read(context, columns);
        return rows.schema().equals(schema()) ? rows : new ProjectOperator(context, rows, outputs, schema());
    }

    private static Output output(int column, Field from, Field to) {
        if (from.getType().equals(to.getType()) || isSameInstant(from.getType(), to.getType())) {
            return new Output.Column(column);
        }
        return new Output.Computed(new Widening(Kind.LONG, new ColumnScalar(Kind.LONG, column), factor(from, to)));
    }

    /** Instants count from the same moment whatever zone their type names. */
    private static boolean isSameInstant(ArrowType from, ArrowType to) {
        return from instanceof ArrowType.Timestamp one
                && to instanceof ArrowType.Timestamp two
                && one.getUnit() == two.getUnit();
    }

    private static long factor(Field from, Field to) {
        if (from.getType() instanceof ArrowType.Timestamp timestamp) {
            return microsPer(timestamp.getUnit());
        } else if (from.getType() instanceof ArrowType.Time time) {
            return microsPer(time.getUnit());
        } else if (from.getType() instanceof ArrowType.Date) {
            return 1;
        }
        throw new GodwitException(
                ErrorCode.UNSUPPORTED,
                "Column \"%s\" of the frame has Arrow type %s; cast it to %s before the upload"
                        .formatted(from.getName(), from.getType(), to.getType()));
    }

    private static long microsPer(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1_000_000;
            case MILLISECOND -> 1_000;
            default -> 1;
        };
    }
}
