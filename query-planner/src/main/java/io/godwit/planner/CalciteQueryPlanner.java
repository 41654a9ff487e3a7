package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.sql.CommandParser;
import io.godwit.planner.sql.SqlFrontEnd;
import io.godwit.planner.sql.SqlText;
import io.godwit.planner.sql.Statement;
import io.godwit.planner.training.QueryRunner;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The planner: Calcite in front, native operators and an embedded engine behind. */
public final class CalciteQueryPlanner implements QueryPlanner {
    private final PlannerConfig config;
    private final Catalogs catalogs;
    private final LakeWriter writer;
    private final DuckDbEngine engine;
    private final QueryPlanning queries;
    private final Commands commands;

    private CalciteQueryPlanner(PlannerConfig config, Catalogs catalogs) {
        this.config = config;
        this.catalogs = catalogs;
        this.writer = new LakeWriter(catalogs);
        QueryRunner runner = new DatasetQueries();
        TrainingDatasets datasets = new TrainingDatasets(catalogs, runner);
        this.engine = new DuckDbEngine(config.engine());
        this.queries = new QueryPlanning(new SqlFrontEnd(catalogs, datasets, runner, this::metadata), engine);
        this.commands = new Commands(queries, datasets, this::metadata);
    }

    /** Opens a planner; catalogs are reached when they are first named. */
    public static CalciteQueryPlanner open(PlannerConfig config) {
        return new CalciteQueryPlanner(config, Catalogs.open(config.catalogs()));
    }

    /** Runs a few statements that read no table, so that the first user finds the planner's classes loaded. */
    public void warmUp(ExecutionContext context) {
        StatementContext statement = StatementContext.local(config.defaultCatalog());
        for (String sql : WarmUpStatements.ALL) {
            PreparedQuery query = prepare(context, sql, statement);
            if (query.parameterSchema().getFields().isEmpty()) {
                drain(query.execute(context, Parameters.NONE));
            }
        }
    }

    private static void drain(BatchStream rows) {
        try (rows) {
            for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
                batch.close();
            }
        }
    }

    @Override
    public PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement) {
        Statement parsed = CommandParser.parse(sql);
        return parsed instanceof Statement.Query query
                ? queries.plan(context, query, statement)
                : commands.prepare(context, sql, parsed, statement);
    }

    @Override
    public MetadataView metadata(StatementContext statement) {
        return new CatalogMetadata(catalogs, statement);
    }

    @Override
    public WriteReceipt write(ExecutionContext context, BatchStream rows, TableName target, WriteMode mode) {
        return writer.write(context, rows, target, mode);
    }

    @Override
    public void close() {
        engine.close();
        catalogs.close();
    }

    /** The queries of training datasets, planned like any others. */
    private final class DatasetQueries implements QueryRunner {
        @Override
        public PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement) {
            return CalciteQueryPlanner.this.prepare(context, sql, statement).steady();
        }

        @Override
        public Optional<PreparedQuery> rowsTaken(
                ExecutionContext context,
                String sql,
                StatementContext statement,
                Pins.Pin table,
                List<String> columns) {
            Statement.Query query = new Statement.Query(SqlText.of(sql), 0);
            return queries.rowsTaken(context, query, statement, table, columns);
        }
    }
}
