package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.physical.ExecutionProfile;
import io.godwit.planner.physical.FeatureQuality;
import io.godwit.planner.physical.PhysicalPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Runs a query to its end, throws the rows away and tells how it went, step by step. For one run. */
final class PlanAnalysis {
    private final PlannedQuery query;
    private final ExecutionProfile profile = ExecutionProfile.timed();
    private long rows;
    private long batches;

    PlanAnalysis(PlannedQuery query) {
        this.query = query;
    }

    String run(ExecutionContext context, Parameters parameters) {
        PhysicalPlan plan = query.bound(parameters);
        Instant start = context.clock().instant();
        drain(context, plan);
        Duration taken = Duration.between(start, context.clock().instant());
        return "%s%,d rows in %,d batches, %,d ms".formatted(plan.explain(profile), rows, batches, taken.toMillis());
    }

    /** Runs it and tells how well each of its feature tables matched. */
    List<FeatureQuality> qualities(ExecutionContext context, Parameters parameters) {
        drain(context, query.bound(parameters));
        return profile.qualities();
    }

    private void drain(ExecutionContext context, PhysicalPlan plan) {
        try (BatchStream stream = plan.openTimed(context, profile)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    rows += owned.getRowCount();
                    batches++;
                }
            }
        }
    }
}
