package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** One step of what will run. Immutable; may be opened many times and by many threads at once. */
public sealed interface PhysicalPlan
        permits ScanPlan,
                FramePlan,
                ComputedPlan,
                FilterPlan,
                ProjectPlan,
                LimitPlan,
                UnionPlan,
                ValuesPlan,
                PointInTimePlan,
                EnginePlan {
    /** The schema of the stream that {@link #open} gives. */
    Schema schema();

    List<PhysicalPlan> inputs();

    /** The step in one line, without its inputs. */
    String describe();

    /** Starts it. The caller closes the stream, which closes those of its inputs. */
    BatchStream open(ExecutionContext context);

    /** Whether it gives the same rows in the same order each time. */
    default boolean isDeterministic() {
        return inputs().stream().allMatch(PhysicalPlan::isDeterministic);
    }

    /** The whole plan, one step a line, inputs indented below. */
    default String explain() {
        StringBuilder text = new StringBuilder();
        append(text, 0);
        return text.toString();
    }

    private void append(StringBuilder text, int depth) {
        text.append("  ".repeat(depth)).append(describe()).append('\n');
        inputs().forEach(input -> input.append(text, depth + 1));
    }
}
