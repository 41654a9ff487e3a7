package io.godwit.planner.training.statement;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.scan.TableScan;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.arrow.vector.types.pojo.Schema;

/** Where the rows of a version of a training dataset come from. */
public sealed interface DatasetRows {
    /** What the version's rows look like. */
    Schema schema();

    /** What the reading statement is bound to besides the version. */
    List<Pins.Pin> bound();

    /** Reads them. The caller closes the stream. */
    BatchStream open(ExecutionContext context, QueryRunner runner, Catalogs catalogs);

    /** From a table that holds them. */
    record Materialized(Schema schema, Pins.Pin table) implements DatasetRows {
        public Materialized {
            requireNonNull(table, "table");
        }

        @Override
        public List<Pins.Pin> bound() {
            return List.of();
        }

        @Override
        public BatchStream open(ExecutionContext context, QueryRunner runner, Catalogs catalogs) {
            return MadeNumbers.of(context, TableScan.of(catalogs.pin(table)).open(context), schema);
        }
    }

    /**
     * The rows of one table that the version's query takes.
     *
     * @param taken what to run
     * @param bound as of {@link Pinned}
     */
    record Taken(PreparedQuery taken, Parameters parameters, List<Pins.Pin> bound) implements DatasetRows {
        public Taken {
            bound = List.copyOf(bound);
        }

        @Override
        public Schema schema() {
            return taken.schema();
        }

        @Override
        public BatchStream open(ExecutionContext context, QueryRunner runner, Catalogs catalogs) {
            return taken.execute(context, parameters);
        }
    }

    /**
     * From running the pinned query again: {@code QueryPlanner.prepare(context, sql, statement)}.
     *
     * @param bound what the reading statement is bound to besides the version: nothing, unless the query runs over tables
     *     as they have become
     * @param splits adds the column that says the part of each row, where there is one
     */
    record Pinned(
            Schema schema,
            String sql,
            Parameters parameters,
            StatementContext statement,
            List<Pins.Pin> bound,
            BiFunction<ExecutionContext, BatchStream, BatchStream> splits)
            implements DatasetRows {
        public Pinned {
            bound = List.copyOf(bound);
            requireNonNull(statement.pins(), "pins");
        }

        @Override
        public BatchStream open(ExecutionContext context, QueryRunner runner, Catalogs catalogs) {
            return splits.apply(context, runner.prepare(context, sql, statement).execute(context, parameters));
        }
    }
}
