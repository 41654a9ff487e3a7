package io.godwit.server;

import io.godwit.planner.QueryPlanner;
import io.godwit.server.config.GodwitConfig;

/** Opens the planner a server works with. */
@FunctionalInterface
interface PlannerFactory {
    QueryPlanner open(GodwitConfig config);
}
