package io.godwit.planner.training;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import org.apache.arrow.vector.types.pojo.Schema;

/** Where the rows of a version of a training dataset come from. */
public sealed interface DatasetRows {
    /** What the version's rows look like. */
    Schema schema();

    /** From a table that holds them. */
    record Materialized(Schema schema, Pins.Pin table) implements DatasetRows {
        public Materialized {
            requireNonNull(table, "table");
        }
    }

    /** From running the pinned query again: {@code QueryPlanner.prepare(context, sql, statement)}. */
    record Pinned(Schema schema, String sql, Parameters parameters, StatementContext statement) implements DatasetRows {
        public Pinned {
            requireNonNull(statement.pins(), "pins");
        }
    }
}
