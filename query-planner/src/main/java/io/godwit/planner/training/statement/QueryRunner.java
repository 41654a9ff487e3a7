package io.godwit.planner.training.statement;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import java.util.List;
import java.util.Optional;

/** Plans the query of a dataset again. */
@FunctionalInterface
public interface QueryRunner {
    /** {@code QueryPlanner::prepare}. */
    PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement);

    /**
     * The rows of one table that the query takes, duplicates included, or nothing where rows of the result cannot be traced to
     * rows of the table.
     *
     * @param table a pin of the statement
     * @param columns of the table that are wanted
     */
    default Optional<PreparedQuery> rowsTaken(
            ExecutionContext context, String sql, StatementContext statement, Pins.Pin table, List<String> columns) {
        return Optional.empty();
    }
}
