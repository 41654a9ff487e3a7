package io.godwit.planner;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.StatementValues;
import io.godwit.planner.physical.PhysicalPlan;
import io.godwit.planner.physical.PhysicalPlanner;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rule.LogicalOptimizer;
import io.godwit.planner.rule.PlanInvariants;
import io.godwit.planner.sql.SqlFrontEnd;
import io.godwit.planner.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;

/** From a query's text to a plan that runs. Safe for use by many threads. */
final class QueryPlanning {
    private final SqlFrontEnd frontEnd;
    private final DuckDbEngine engine;
    private final LogicalOptimizer optimizer = new LogicalOptimizer();

    QueryPlanning(SqlFrontEnd frontEnd, DuckDbEngine engine) {
        this.frontEnd = frontEnd;
        this.engine = engine;
    }

    PlannedQuery plan(ExecutionContext context, Statement.Query query, StatementContext statement) {
        Pins pins = statement.pins();
        Instant instant = pins == null ? context.clock().instant().truncatedTo(ChronoUnit.MICROS) : pins.instant();
        SqlFrontEnd.Converted converted = frontEnd.convert(context, query, statement, instant);
        RelNode plan = optimizer.optimize(converted.root().project(), instant.atZone(statement.zone()));
        PlanInvariants.check(plan, converted.rowType());
        Schema schema = ArrowTypes.schema(converted.rowType());
        PhysicalPlanner planner = new PhysicalPlanner(
                plan.getCluster().getRexBuilder(), engine, new StatementValues(instant, statement.zone(), List.of()));
        PhysicalPlan physical = planner.plan(plan, schema);
        long rows = Math.round(plan.getCluster().getMetadataQuery().getRowCount(plan));
        return new PlannedQuery(
                query.text().from(query.start()),
                schema,
                ArrowTypes.schema(converted.parameters()),
                converted.pins(),
                rows,
                plan,
                planner,
                physical);
    }
}
