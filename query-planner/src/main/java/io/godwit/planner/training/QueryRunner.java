package io.godwit.planner.training;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;

/** Plans the query of a dataset again: {@code QueryPlanner::prepare}. */
@FunctionalInterface
public interface QueryRunner {
    PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement);
}
