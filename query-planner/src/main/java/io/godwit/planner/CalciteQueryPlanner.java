package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.scan.FormatReaders;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.sql.SqlFrontEnd;
import io.godwit.planner.sql.relation.ReservedNames;
import io.godwit.planner.sql.text.CommandParser;
import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.Statement;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** The planner: Calcite in front, native operators and an embedded engine behind. */
public final class CalciteQueryPlanner implements QueryPlanner {
    private final PlannerConfig config;
    private final Catalogs catalogs;
    private final LakeWriter writer;
    private final DuckDbEngine engine;
    private final @Nullable ColumnCache columns;
    private final TrainingDatasets datasets;
    private final QueryPlanning queries;
    private final Commands commands;

    private CalciteQueryPlanner(PlannerConfig config, Catalogs catalogs, @Nullable ColumnCache columns) {
        this.config = config;
        this.catalogs = catalogs;
        this.writer = new LakeWriter(catalogs);
        QueryRunner runner = new DatasetQueries();
        this.datasets = new TrainingDatasets(catalogs, runner);
        this.engine = new DuckDbEngine(config.engine());
        this.columns = columns;
        this.queries = new QueryPlanning(
                new SqlFrontEnd(catalogs, datasets, runner, this::metadata), engine, new FormatReaders(columns));
        this.commands =
                new Commands(queries, datasets, new Views(catalogs, queries), new TableDrop(catalogs), this::metadata);
    }

    /** Opens a planner that keeps no decoded columns; catalogs are reached when they are first named. */
    public static CalciteQueryPlanner open(PlannerConfig config) {
        return new CalciteQueryPlanner(config, Catalogs.open(config.catalogs()), null);
    }

    /**
     * As {@link #open(PlannerConfig)}, and keeps decoded columns in {@code memory}, below whose root all queries' allocators
     * must stand. What is kept yields to what queries need.
     */
    public static CalciteQueryPlanner open(PlannerConfig config, SharedMemory memory) {
        if (config.columnCacheBytes() == 0) {
            return open(config);
        }
        ColumnCache columns = new ColumnCache(memory.root(), config.columnCacheBytes());
        memory.add(columns::yield);
        return new CalciteQueryPlanner(config, Catalogs.open(config.catalogs()), columns);
    }

    /** Runs a few statements that read no table, and reads a footer, so that the first user finds the classes for it loaded. */
    public void warmUp(ExecutionContext context) {
        StatementContext statement = StatementContext.local(config.defaultCatalog());
        for (String sql : WarmUpStatements.ALL) {
            PreparedQuery query = prepare(context, sql, statement);
            if (query.parameterSchema().getFields().isEmpty()) {
                drain(query.execute(context, Parameters.NONE));
            }
        }
        FormatReaders.warmUp();
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
        return new CatalogMetadata(catalogs, datasets, statement);
    }

    @Override
    public WriteReceipt write(ExecutionContext context, BatchStream rows, TableName target, WriteMode mode) {
        ReservedNames.refuse(target);
        return writer.write(context, rows, target, mode);
    }

    @Override
    public void close() {
        engine.close();
        catalogs.close();
        if (columns != null) {
            columns.close();
        }
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
