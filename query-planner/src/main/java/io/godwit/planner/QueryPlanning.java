package io.godwit.planner;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.StatementValues;
import io.godwit.planner.physical.PhysicalPlan;
import io.godwit.planner.physical.PhysicalPlanner;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.Present;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rule.LogicalOptimizer;
import io.godwit.planner.rule.PlanInvariants;
import io.godwit.planner.rule.RowsTaken;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.sql.SqlFrontEnd;
import io.godwit.planner.sql.relation.Bindings;
import io.godwit.planner.sql.relation.TableReference;
import io.godwit.planner.sql.text.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;

/** From a query's text to a plan that runs. Safe for use by many threads. */
final class QueryPlanning {
    private final SqlFrontEnd frontEnd;
    private final DuckDbEngine engine;
    private final FileReader reader;
    private final LogicalOptimizer optimizer = new LogicalOptimizer();
    private final PlanCache cache = new PlanCache();

    QueryPlanning(SqlFrontEnd frontEnd, DuckDbEngine engine, FileReader reader) {
        this.frontEnd = frontEnd;
        this.engine = engine;
        this.reader = reader;
    }

    PlannedQuery plan(ExecutionContext context, Statement.Query query, StatementContext statement) {
        Instant instant = instant(context, statement);
        PlanCache.Asked asked = PlanCache.Asked.of(query.text().from(query.start()), statement);
        PlannedQuery known = cache.find(asked, references -> bind(context, references, statement));
        return known == null ? planAnew(context, query, statement, instant, asked) : known.at(instant);
    }

    private static Instant instant(ExecutionContext context, StatementContext statement) {
        Pins pins = statement.pins();
        return pins == null ? context.clock().instant().truncatedTo(ChronoUnit.MICROS) : pins.instant();
    }

    /** A name that is gone makes the statement unknown: planning it anew says where the name stands in it. */
    private Optional<Bindings> bind(
            ExecutionContext context, List<TableReference> references, StatementContext statement) {
        try {
            return frontEnd.bind(context, references, statement);
        } catch (GodwitException e) {
            return Optional.empty();
        }
    }

    private PlannedQuery planAnew(
            ExecutionContext context,
            Statement.Query query,
            StatementContext statement,
            Instant instant,
            PlanCache.Asked asked) {
        Present present = new Present(instant, statement.zone());
        SqlFrontEnd.Converted converted = frontEnd.convert(context, query, statement, instant, present);
        PlannedQuery planned = planned(context, asked.sql(), converted, present);
        if (!present.wasAsked()) {
            converted.bindings().ifPresent(bindings -> cache.put(asked, bindings, planned));
        }
        return planned;
    }

    /** What the query takes of one of its tables, if that can be told. */
    Optional<PreparedQuery> rowsTaken(
            ExecutionContext context,
            Statement.Query query,
            StatementContext statement,
            Pins.Pin table,
            List<String> columns) {
        Instant instant = instant(context, statement);
        Present present = new Present(instant, statement.zone());
        SqlFrontEnd.Converted converted = frontEnd.convert(context, query, statement, instant, present);
        String sql = query.text().from(query.start());
        return RowsTaken.of(converted.root().project(), relation -> isBoundTo(relation, table), columns)
                .map(taken ->
                        planned(context, sql, converted, taken, RelCollations.EMPTY, taken.getRowType(), present));
    }

    private static boolean isBoundTo(Relation relation, Pins.Pin pin) {
        return relation instanceof Relation.Pinned pinned
                && pinned.table().pin().equals(pin);
    }

    private PlannedQuery planned(
            ExecutionContext context, String sql, SqlFrontEnd.Converted converted, Present present) {
        RelRoot root = converted.root();
        return planned(context, sql, converted, root.project(), root.collation, converted.rowType(), present);
    }

    private PlannedQuery planned(
            ExecutionContext context,
            String sql,
            SqlFrontEnd.Converted converted,
            RelNode root,
            RelCollation order,
            RelDataType rowType,
            Present present) {
        RelNode plan = optimizer.optimize(root, present, context.cancellation());
        context.cancellation().check();
        PlanInvariants.check(plan, order, rowType);
        Schema schema = ArrowTypes.schema(rowType);
        PhysicalPlanner planner = new PhysicalPlanner(
                plan.getCluster().getRexBuilder(), engine, reader, new StatementValues(present, List.of()));
        PhysicalPlan physical = planner.until(context.cancellation()).plan(plan, schema);
        long rows = Math.round(plan.getCluster().getMetadataQuery().getRowCount(plan));
        return new PlannedQuery(
                sql,
                schema,
                ArrowTypes.schema(converted.parameters()),
                converted.pins(),
                rows,
                present.wasAsked(),
                plan,
                planner,
                physical);
    }
}
