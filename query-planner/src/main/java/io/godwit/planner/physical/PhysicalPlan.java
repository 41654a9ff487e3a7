package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureSource;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** One step of what will run. Immutable; may be opened many times and by many threads at once. */
public sealed interface PhysicalPlan
        permits ScanPlan,
                MetadataPlan,
                FramePlan,
                ComputedPlan,
                FilterPlan,
                ProjectPlan,
                LimitPlan,
                UnionPlan,
                ValuesPlan,
                PointInTimePlan,
                PreAggregatePlan,
                EnginePlan {
    /** The schema of the stream that {@link #open} gives. */
    Schema schema();

    List<PhysicalPlan> inputs();

    /** The step in one line, without its inputs. */
    String describe();

    /** Starts it. The caller closes the stream, which closes those of its inputs. */
    default BatchStream open(ExecutionContext context) {
        return open(context, new ExecutionProfile());
    }

    /** As {@link #open(ExecutionContext)}, leaving in {@code profile} what the steps measure. */
    BatchStream open(ExecutionContext context, ExecutionProfile profile);

    /**
     * As {@link #open(ExecutionContext, ExecutionProfile)}. Of the rows that have not all of {@code keys} it may leave out what
     * it can without reading more.
     */
    default BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        return open(context, profile);
    }

    /** As {@link #open(ExecutionContext, ExecutionProfile, List)}, with the time it takes where {@code profile} wants it. */
    default BatchStream openTimed(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        return profile.timed(this, open(context, profile, keys), context.clock());
    }

    /** As {@link #open(ExecutionContext, ExecutionProfile)}, with the time it takes where {@code profile} wants it. */
    default BatchStream openTimed(ExecutionContext context, ExecutionProfile profile) {
        return profile.timed(this, open(context, profile), context.clock());
    }

    /** Its rows as the feature side of a join, leaving in {@code profile} what the steps measure. */
    default FeatureSource features(ExecutionProfile profile) {
        return new PlanFeatures(this, profile);
    }

    /** Whether it gives the same rows in the same order each time. */
    default boolean isDeterministic() {
        return inputs().stream().allMatch(PhysicalPlan::isDeterministic);
    }

    /** Whether it gives the same rows each time, be their order what it may. */
    default boolean isStable() {
        return inputs().stream().allMatch(PhysicalPlan::isStable);
    }

    /**
     * The plan of one part of its rows, which reads no more than it must: the parts in their order are the whole in its
     * order, unless they are shuffled. Null where it can only run whole.
     */
    default @Nullable PhysicalPlan shard(Shard shard) {
        return null;
    }

    /** The whole plan, one step a line, inputs indented below. */
    default String explain() {
        return explain(new ExecutionProfile());
    }

    /** As {@link #explain()}, under each step what it measured. */
    default String explain(ExecutionProfile profile) {
        StringBuilder text = new StringBuilder();
        append(text, 0, profile);
        return text.toString();
    }

    private void append(StringBuilder text, int depth, ExecutionProfile profile) {
        String indent = "  ".repeat(depth);
        text.append(indent).append(describe()).append('\n');
        profile.lines(this)
                .forEach(line ->
                        text.append(indent).append("    > ").append(line).append('\n'));
        inputs().forEach(input -> input.append(text, depth + 1, profile));
    }
}
