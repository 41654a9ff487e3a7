package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.MetadataView;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.rel.JoinEstimates;
import io.godwit.planner.rel.Literals;
import io.godwit.planner.rel.Present;
import io.godwit.planner.sql.function.GodwitOperators;
import io.godwit.planner.sql.relation.Bindings;
import io.godwit.planner.sql.relation.BoundTables;
import io.godwit.planner.sql.relation.InformationSchema;
import io.godwit.planner.sql.relation.InstantExpression;
import io.godwit.planner.sql.relation.MetadataNames;
import io.godwit.planner.sql.relation.RelationLookup;
import io.godwit.planner.sql.relation.TableBinder;
import io.godwit.planner.sql.relation.TableReference;
import io.godwit.planner.sql.syntax.CalciteErrors;
import io.godwit.planner.sql.syntax.StatementParser;
import io.godwit.planner.sql.syntax.SyntaxSearch;
import io.godwit.planner.sql.text.SessionWords;
import io.godwit.planner.sql.text.Statement;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.training.statement.QueryRunner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.validate.SqlNameMatchers;

/** Parses, binds, validates and converts one query at a time. Safe for use by many threads: all state is per call. */
public final class SqlFrontEnd {
    /** What Calcite says where a plan's columns are not those it announced. */
    private static final String TYPES_DIFFER = "failed to preserve datatypes";

    private final Catalogs catalogs;
    private final TrainingDatasets datasets;
    private final QueryRunner runner;
    private final InformationSchema information;
    private final StatementParser parser = new StatementParser();

    /**
     * @param runner plans the queries of training datasets
     * @param metadata what {@code information_schema} shows
     */
    public SqlFrontEnd(
            Catalogs catalogs,
            TrainingDatasets datasets,
            QueryRunner runner,
            Function<StatementContext, MetadataView> metadata) {
        this.catalogs = catalogs;
        this.datasets = datasets;
        this.runner = runner;
        this.information = new InformationSchema(metadata);
    }

    /**
     * A query as relational algebra, with what it was bound to.
     *
     * @param parameters the types of its parameters, in order
     * @param bindings of all its names; empty if it reads something that is made anew each time
     */
    public record Converted(
            RelRoot root, RelDataType rowType, RelDataType parameters, Pins pins, Optional<Bindings> bindings) {}

    public Converted convert(
            ExecutionContext execution,
            Statement.Query query,
            StatementContext context,
            Instant instant,
            Present present) {
        SqlNode parsed = SessionWords.replace(parser.parseQuery(query.text(), query.start()), query.text(), context);
        BoundTables tables = new BoundTables();
        new TableBinder(
                        lookup(execution, context),
                        parser,
                        new InstantExpression(present),
                        tables,
                        context.catalog(),
                        context.namespace())
                .bind(parsed);
        StatementProgress progress = new StatementProgress(query.text(), execution.cancellation());
        try {
            return toAlgebra(progress, parsed, tables, context, instant, present);
        } catch (CalciteContextException e) {
            throw CalciteErrors.of(e, hint(e, tables));
        } catch (CalciteException e) {
            throw CalciteErrors.of(e);
        } catch (UnsupportedOperationException | AssertionError | ClassCastException e) {
            if (String.valueOf(e.getMessage()).contains(TYPES_DIFFER) && isRecursive(parsed)) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The parts of a recursive query differ in the types of their columns; cast them to one type in both, as"
                                + " in CAST(n * 1.5 AS DECIMAL(18, 2))",
                        e);
            }
            throw progress.unsupported(e);
        } catch (NullPointerException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException e) {
            throw progress.failed(e);
        }
    }

    private static boolean isRecursive(SqlNode query) {
        return SyntaxSearch.finds(query, node -> node instanceof SqlWithItem item && item.recursive.booleanValue());
    }

    /** What {@code references} are bound to now; empty if one means something that is made anew each time. */
    public Optional<Bindings> bind(
            ExecutionContext execution, List<TableReference> references, StatementContext context) {
        BoundTables tables = new BoundTables();
        RelationLookup lookup = lookup(execution, context);
        references.forEach(reference -> tables.bind(reference, lookup.find(reference)));
        return tables.bindings();
    }

    private RelationLookup lookup(ExecutionContext execution, StatementContext context) {
        return new RelationLookup(catalogs, datasets, runner, information, execution, context);
    }

    private static Converted toAlgebra(
            StatementProgress progress,
            SqlNode query,
            BoundTables tables,
            StatementContext context,
            Instant instant,
            Present present) {
        JavaTypeFactory types = new GodwitTypeFactory();
        CalciteCatalogReader catalog = new NamedPaths(tables.schemaTree(), types, context);
        GodwitValidator validator =
                new GodwitValidator(GodwitOperators.TABLE, catalog, tables.haveMetadataColumns(), progress);
        ResultNames names = new ResultNames(query);
        SqlNode validated = validator.validate(query);
        RelDataType parameters = validator.parameterRowType(validated);
        RelOptPlanner planner = new HepPlanner(HepProgram.builder().build());
        // Calcite's own executor would cut constants to milliseconds.
        planner.setExecutor((rex, constants, reduced) ->
                constants.forEach(constant -> reduced.add(Literals.fold(constant, rex, present.zone()))));
        RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(types));
        cluster.setMetadataProvider(JoinEstimates.PROVIDER);
        RelRoot root = new PointInTimeConverter(validator, catalog, cluster, present.zone(), progress)
                .convertQuery(validated, false, true);
        return new Converted(
                root,
                names.name(validator.getValidatedNodeType(validated), types),
                parameters,
                new Pins(instant, tables.pins(), tables.frameIds()),
                tables.bindings());
    }

    private static String hint(CalciteContextException e, BoundTables tables) {
        String column = CalciteErrors.unknownColumn(CalciteErrors.said(e));
        if (column == null) {
            return "";
        }
        String metadata = MetadataNames.hint(column, tables.pinned());
        return metadata.isEmpty() ? NearestName.hint(column, tables.columnNames()) : metadata;
    }

    /** Looks names up in the session's namespace, then its catalog, then from the root. */
    private static final class NamedPaths extends CalciteCatalogReader {
        NamedPaths(CalciteSchema root, JavaTypeFactory types, StatementContext context) {
            super(
                    root,
                    SqlNameMatchers.withCaseSensitive(false),
                    paths(context),
                    types,
                    new CalciteConnectionConfigImpl(new Properties())
                            .set(CalciteConnectionProperty.CASE_SENSITIVE, "false"));
        }

        private static List<List<String>> paths(StatementContext context) {
            List<String> namespace = new ArrayList<>();
            namespace.add(context.catalog());
            namespace.addAll(context.namespace());
            return List.of(namespace, List.of(context.catalog()), List.of(RelationLookup.SESSION_SCHEMA), List.of());
        }
    }
}
