package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.physical.ExecutionProfile;
import io.godwit.planner.physical.PhysicalPlan;
import java.time.Duration;
import java.time.Instant;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Runs a query to its end, throws the rows away and tells how it went, step by step. */
final class PlanAnalysis {
    private final PlannedQuery query;

    PlanAnalysis(PlannedQuery query) {
        this.query = query;
    }

    String run(ExecutionContext context, Parameters parameters) {
        PhysicalPlan plan = query.bound(parameters);
        ExecutionProfile profile = ExecutionProfile.timed();
        Instant start = context.clock().instant();
        long rows = 0;
        long batches = 0;
        try (BatchStream stream = plan.openTimed(context, profile)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    rows += owned.getRowCount();
                    batches++;
                }
            }
        }
        Duration taken = Duration.between(start, context.clock().instant());
        return "%s%,d rows in %,d batches, %,d ms".formatted(plan.explain(profile), rows, batches, taken.toMillis());
    }
}
