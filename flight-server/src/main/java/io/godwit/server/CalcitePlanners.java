package io.godwit.server;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.QueryPlanner;
import io.godwit.server.config.GodwitConfig;
import io.godwit.server.statement.Queries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The planners of real servers. */
final class CalcitePlanners implements PlannerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(CalcitePlanners.class);

    @Override
    public QueryPlanner open(GodwitConfig config, SharedMemory memory) {
        PlannerConfig planner = new PlannerConfig(config.catalogs(), config.defaultCatalog())
                .withColumnCache(config.columnCacheBytes())
                .withTemporaryDirectory(config.spillDirectory().resolve("engine"));
        return CalciteQueryPlanner.open(planner, memory);
    }

    @Override
    public void warmUp(QueryPlanner planner, Queries queries) {
        try {
            queries.run(Queries.newId(), new Cancellation(), query -> {
                ((CalciteQueryPlanner) planner).warmUp(query.context());
                return query;
            });
        } catch (RuntimeException e) {
            LOG.warn("The planner could not be warmed up, so the first query takes longer: {}", e.getMessage());
        }
    }
}
