package io.godwit.server;

import io.godwit.planner.QueryPlanner;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.statement.Queries;

/** Opens the planner a server works with. */
interface PlannerFactory {
    QueryPlanner open(GodwitConfig config);

    /** Makes the first client wait less. Runs beside the first clients; its failure changes nothing for them. */
    void warmUp(QueryPlanner planner, Queries queries);
}
