package io.godwit.planner.training.statement;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.rel.Growth;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The query of a new training dataset, planned and pinned.
 *
 * @param canonicalSql what is kept: planned again within {@code statement} and the plan's pins it gives the same rows
 * @param plan what runs
 * @param parameters values of the query's parameters
 * @param statement for whom and against what it was planned; its frames are kept with the dataset
 * @param tables every table the plan reads, once per version of it
 */
public record DatasetQuery(
        String canonicalSql,
        PreparedQuery plan,
        Parameters parameters,
        StatementContext statement,
        List<TableRead> tables) {
    public DatasetQuery {
        requireNonNull(canonicalSql, "canonicalSql");
        requireNonNull(plan, "plan");
        requireNonNull(parameters, "parameters");
        requireNonNull(statement, "statement");
        tables = List.copyOf(tables);
    }

    /**
     * One table of the query.
     *
     * @param columns every column read of it, those of conditions too
     * @param named those of them that the statement names, leaving out what is read only to decide ties
     * @param growth what new rows of it do to the result
     */
    public record TableRead(PinnedTable table, List<NestedField> columns, List<NestedField> named, Growth growth) {
        public TableRead {
            requireNonNull(table, "table");
            columns = List.copyOf(columns);
            named = List.copyOf(named);
        }
    }
}
