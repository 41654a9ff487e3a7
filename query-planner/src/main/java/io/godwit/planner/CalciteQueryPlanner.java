package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.physical.PhysicalPlan;
import io.godwit.planner.physical.PhysicalPlanner;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rule.LogicalOptimizer;
import io.godwit.planner.rule.PlanInvariants;
import io.godwit.planner.sql.SqlFrontEnd;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;

/** The planner: Calcite in front, native operators and an embedded engine behind. */
public final class CalciteQueryPlanner implements QueryPlanner {
    private final PlannerConfig config;
    private final Catalogs catalogs;
    private final SqlFrontEnd frontEnd;
    private final LakeWriter writer;
    private final LogicalOptimizer optimizer = new LogicalOptimizer();

    private CalciteQueryPlanner(PlannerConfig config, Catalogs catalogs) {
        this.config = config;
        this.catalogs = catalogs;
        this.writer = new LakeWriter(catalogs);
        this.frontEnd = new SqlFrontEnd(catalogs);
    }

    /** Opens a planner; catalogs are reached when they are first named. */
    public static CalciteQueryPlanner open(PlannerConfig config) {
        return new CalciteQueryPlanner(config, Catalogs.open(config.catalogs()));
    }

    /** Plans a few statements that read nothing, so that the first user finds the planner's classes loaded. */
    public void warmUp(ExecutionContext context) {
        StatementContext statement = StatementContext.local(config.defaultCatalog());
        for (String sql : WarmUpStatements.ALL) {
            prepare(context, sql, statement);
        }
    }

    @Override
    public PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement) {
        Pins pins = statement.pins();
        Instant instant = pins == null ? now(context.clock()) : pins.instant();
        SqlFrontEnd.Converted converted = frontEnd.convert(sql, statement, instant);
        RelNode plan = optimizer.optimize(converted.root().project());
        PlanInvariants.check(plan, converted.rowType());
        Schema schema = ArrowTypes.schema(converted.rowType());
        PhysicalPlan physical = new PhysicalPlanner(plan.getCluster().getRexBuilder()).plan(plan, schema);
        long rows = Math.round(plan.getCluster().getMetadataQuery().getRowCount(plan));
        return new PlannedQuery(sql, ArrowTypes.schema(converted.parameters()), converted.pins(), rows, physical);
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
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
        catalogs.close();
    }
}
