package io.godwit.server;

import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.QueryPlanner;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.statement.Queries;

/** Opens a planner that is there already. */
record KnownPlanner(QueryPlanner planner) implements PlannerFactory {
    @Override
    public QueryPlanner open(GodwitConfig config, SharedMemory memory) {
        return planner;
    }

    @Override
    public void warmUp(QueryPlanner opened, Queries queries) {
        // It is warm.
    }
}
