package io.godwit.server;

import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.QueryPlanner;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.statement.Queries;

/** Opens the planner a server works with. */
interface PlannerFactory {
    /** @param memory that queries allocate from, of which the planner may keep some */
    QueryPlanner open(GodwitConfig config, SharedMemory memory);

    /** Makes the first client wait less. Runs beside the first clients; its failure changes nothing for them. */
    void warmUp(QueryPlanner planner, Queries queries);
}
