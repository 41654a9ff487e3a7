package io.godwit.planner;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.operator.RowTable;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.Growth;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rel.TablesRead;
import io.godwit.planner.rule.GrowthAnalysis;
import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.Statement;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.training.source.LateRows;
import io.godwit.planner.training.source.RowChanges;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import io.godwit.planner.write.RowFile;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Prepares the statements that are no queries. */
final class Commands {
    private final QueryPlanning queries;
    private final TrainingDatasets datasets;
    private final Function<StatementContext, MetadataView> metadata;
    private final Views views;
    private final TableDrop tableDrop;

    Commands(
            QueryPlanning queries,
            TrainingDatasets datasets,
            Views views,
            TableDrop tableDrop,
            Function<StatementContext, MetadataView> metadata) {
        this.views = views;
        this.tableDrop = tableDrop;
        this.queries = queries;
        this.datasets = datasets;
        this.metadata = metadata;
    }

    PreparedQuery prepare(ExecutionContext context, String sql, Statement parsed, StatementContext statement) {
        if (parsed instanceof Statement.Explain explain) {
            return explain(context, sql, explain, statement);
        } else if (parsed instanceof Statement.Summarize summarize) {
            Statement.Query rows = summarize.query().ofTable();
            Schema columns = queries.plan(context, rows, statement).schema();
            return generated(context, ColumnSummary.sql(columns, rows.written()), statement);
        } else if (parsed instanceof Statement.DescribeTable describe) {
            return describe(context, sql, describe, statement);
        } else if (parsed instanceof Statement.ShowCatalogs) {
            return list(sql, context, "catalog", view(statement).catalogs());
        } else if (parsed instanceof Statement.ShowSchemas show) {
            String catalog = show.catalog() == null ? statement.catalog() : show.catalog();
            return list(sql, context, "schema", view(statement).schemas(catalog));
        } else if (parsed instanceof Statement.ShowTables show) {
            return showTables(context, sql, show, statement);
        } else if (parsed instanceof Statement.ExplainQuality explain) {
            return explainQuality(context, sql, explain, statement);
        } else if (parsed instanceof Statement.CreateView create) {
            return views.create(context, sql, create, statement);
        } else if (parsed instanceof Statement.CreateTrainingDataset create) {
            PlannedQuery planned = queries.plan(context, create.query(), statement);
            return create(sql, create.dataset(), null, create.options(), planned, Parameters.NONE, statement);
        } else if (parsed instanceof Statement.ExtendTrainingDataset extend) {
            return extend(context, sql, extend, statement);
        } else if (parsed instanceof Statement.DiffTrainingDataset diff) {
            return diff(context, diff, statement);
        } else if (parsed instanceof Statement.ShowLateRows late) {
            DatasetVersion version = version(late.dataset(), late.version());
            LateRows rows = datasets.lateRows(context, version, late.table(), statement);
            return generated(context, rows.sql(late.key()), statement);
        } else if (parsed instanceof Statement.ExportTrainingDataset export) {
            TrainingStatement files = new TrainingStatement.ExportFiles(
                    version(export.dataset(), export.version()),
                    export.directory(),
                    RowFile.Format.valueOf(export.format()));
            return training(sql, files, statement, Pins.none(context.clock().instant()));
        } else if (parsed instanceof Statement.CompareTrainingDataset compare) {
            TrainingStatement columns = new TrainingStatement.CompareColumns(
                    version(compare.dataset(), compare.from()),
                    version(compare.dataset(), to(compare.from(), compare.to())));
            return training(sql, columns, statement, Pins.none(context.clock().instant()));
        }
        Pins none = Pins.none(context.clock().instant());
        if (parsed instanceof Statement.SetOption set) {
            return SessionCommand.set(sql, set.name(), set.value(), view(statement), statement, none);
        } else if (parsed instanceof Statement.Use use) {
            return SessionCommand.use(sql, use.names(), view(statement), statement, none);
        } else if (parsed instanceof Statement.ShowOption show) {
            RowTable values = SessionCommand.values(statement, show.name());
            return computed(sql, SessionCommand.OPTIONS, none, values::stream);
        } else if (parsed instanceof Statement.DropView drop) {
            return views.drop(sql, drop, statement, none);
        } else if (parsed instanceof Statement.DropTable drop) {
            return tableDrop.prepare(sql, drop, statement, none);
        } else if (parsed instanceof Statement.ShowCreateView show) {
            return views.show(sql, show.name(), statement, none);
        }
        return training(sql, training((Statement.TrainingDataset) parsed), statement, none);
    }

    private PreparedQuery explainQuality(
            ExecutionContext context, String sql, Statement.ExplainQuality explain, StatementContext statement) {
        PlannedQuery planned = queries.plan(context, explain.query(), statement);
        return new ComputedQuery(
                sql,
                QualityTable.SCHEMA,
                planned.parameterSchema(),
                false,
                planned.pins(),
                planned.explain(),
                (run, parameters) -> QualityTable.of(new PlanAnalysis(planned).qualities(run, parameters)).stream(run));
    }

    private MetadataView view(StatementContext statement) {
        return metadata.apply(statement);
    }

    private PreparedQuery explain(
            ExecutionContext context, String sql, Statement.Explain explain, StatementContext statement) {
        PlannedQuery planned = queries.plan(context, explain.query(), statement);
        Schema schema = new Schema(List.of(RowTable.text("plan")));
        return new ComputedQuery(
                sql, schema, planned.parameterSchema(), false, planned.pins(), planned.explain(), (run, parameters) -> {
                    String text =
                            explain.analyze() ? new PlanAnalysis(planned).run(run, parameters) : planned.explain();
                    RowTable lines = new RowTable(schema);
                    text.lines().forEach(lines::add);
                    return lines.stream(run);
                });
    }

    private PreparedQuery describe(
            ExecutionContext context, String sql, Statement.DescribeTable describe, StatementContext statement) {
        PlannedQuery planned = queries.plan(context, describe.query().ofTable(), statement);
        Schema schema = new Schema(List.of(
                RowTable.text("column_name"),
                RowTable.text("data_type"),
                RowTable.text("is_nullable"),
                RowTable.text("comment")));
        RowTable columns = new RowTable(schema);
        for (Field field : planned.schema().getFields()) {
            columns.add(
                    field.getName(),
                    ArrowTypes.sqlName(field),
                    field.isNullable() ? "YES" : "NO",
                    comment(planned, field.getName()));
        }
        return computed(sql, schema, planned.pins(), columns::stream);
    }

    private static @Nullable String comment(PlannedQuery planned, String column) {
        return TablesRead.of(planned.plan()).stream()
                .flatMap(read -> read.columns().stream())
                .filter(field -> field.name().equals(column) && field.doc() != null)
                .map(NestedField::doc)
                .findFirst()
                .orElse(null);
    }

    private PreparedQuery showTables(
            ExecutionContext context, String sql, Statement.ShowTables show, StatementContext statement) {
        List<String> namespace = show.namespace().isEmpty() ? statement.namespace() : show.namespace();
        String catalog = statement.catalog();
        MetadataView view = view(statement);
        if (!namespace.isEmpty()
                && view.catalogs().contains(namespace.get(0))
                && !view.schemas(catalog).contains(String.join(".", namespace))) {
            catalog = namespace.get(0);
            namespace = namespace.subList(1, namespace.size());
        }
        Schema schema = new Schema(List.of(RowTable.text("schema"), RowTable.text("table"), RowTable.text("type")));
        RowTable rows = new RowTable(schema);
        Pattern pattern = like(show.pattern());
        List<String> schemas = namespace.isEmpty() ? view.schemas(catalog) : List.of(String.join(".", namespace));
        for (String name : schemas) {
            view.tables(catalog, name).stream()
                    .filter(table -> pattern.matcher(table.name()).matches())
                    .filter(table -> !show.onlyViews() || table.type().equals("VIEW"))
                    .forEach(table -> rows.add(table.schema(), table.name(), table.type()));
        }
        return computed(sql, schema, Pins.none(context.clock().instant()), rows::stream);
    }

    private static Pattern like(@Nullable String pattern) {
        String quoted = pattern == null ? "%" : pattern;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    private static PreparedQuery list(String sql, ExecutionContext context, String column, List<String> values) {
        Schema schema = new Schema(List.of(RowTable.text(column)));
        RowTable rows = new RowTable(schema);
        values.forEach(rows::add);
        return computed(sql, schema, Pins.none(context.clock().instant()), rows::stream);
    }

    private static PreparedQuery computed(
            String sql, Schema schema, Pins pins, Function<ExecutionContext, BatchStream> rows) {
        return new ComputedQuery(
                sql,
                schema,
                ComputedQuery.NO_PARAMETERS,
                false,
                pins,
                "Answered without a plan",
                (run, parameters) -> rows.apply(run));
    }

    /** The next version: the query of another version over the tables as they are now. */
    private PreparedQuery extend(
            ExecutionContext context, String sql, Statement.ExtendTrainingDataset extend, StatementContext statement) {
        TrainingDatasets.Extension base =
                datasets.extension(context, version(extend.dataset(), extend.version()), statement);
        Statement.Query query = new Statement.Query(SqlText.of(base.sql()), 0);
        PlannedQuery planned = queries.plan(context, query, base.statement());
        return create(
                sql, extend.dataset(), base.version(), extend.options(), planned, base.parameters(), base.statement());
    }

    /** @param known values of the query's parameters if they are known already, else none */
    private PreparedQuery create(
            String sql,
            String dataset,
            @Nullable Integer base,
            Map<String, String> options,
            PlannedQuery planned,
            Parameters known,
            StatementContext statement) {
        TrainingStatement.Create empty =
                new TrainingStatement.Create(dataset, base, options, datasetQuery(planned, known, statement));
        return new ComputedQuery(
                sql,
                TrainingDatasets.schema(empty),
                base == null ? planned.parameterSchema() : ComputedQuery.NO_PARAMETERS,
                true,
                planned.pins(),
                "Create training dataset " + dataset + "\n" + planned.explain().indent(2),
                (run, parameters) -> datasets.execute(
                        run,
                        base == null
                                ? new TrainingStatement.Create(
                                        dataset, null, options, datasetQuery(planned, parameters, statement))
                                : empty,
                        statement));
    }

    private static DatasetQuery datasetQuery(PlannedQuery planned, Parameters parameters, StatementContext statement) {
        Map<Relation, Growth> growth = GrowthAnalysis.of(planned.plan());
        List<TablesRead> read = TablesRead.of(planned.plan());
        read.forEach(TablesRead::checkOwnColumns);
        List<DatasetQuery.TableRead> tables = read.stream()
                .map(table -> new DatasetQuery.TableRead(
                        table.table(),
                        table.columns(),
                        table.named(),
                        growth.getOrDefault(Relation.Pinned.of(table.table()), Growth.UNKNOWN)))
                .toList();
        return new DatasetQuery(planned.sql(), planned.steady(), parameters, statement, tables);
    }

    /** The two versions as a query that tells them apart; the columns both have are compared. */
    private PreparedQuery diff(
            ExecutionContext context, Statement.DiffTrainingDataset diff, StatementContext statement) {
        String to = to(diff.from(), diff.to());
        List<String> columns = RowChanges.common(
                datasets.columnNames(version(diff.dataset(), diff.from()), statement),
                datasets.columnNames(version(diff.dataset(), to), statement));
        RowChanges changes =
                RowChanges.between(rows(diff.dataset(), diff.from()), rows(diff.dataset(), to), columns, diff.key());
        return generated(context, changes.sql(), statement);
    }

    private static String to(String from, @Nullable String to) {
        return to == null ? from + "-now" : to;
    }

    private PreparedQuery generated(ExecutionContext context, String sql, StatementContext statement) {
        return queries.plan(context, new Statement.Query(SqlText.of(sql), 0), statement);
    }

    private static String rows(String dataset, String version) {
        return "SELECT * FROM %s.%s FOR VERSION AS OF %s"
                .formatted(TrainingStatement.SCHEMA, Quoted.name(dataset), literal(version));
    }

    private static String literal(String version) {
        return version.matches("\\d{1,9}") ? version : Quoted.text(version);
    }

    private PreparedQuery training(String sql, TrainingStatement training, StatementContext statement, Pins pins) {
        return new ComputedQuery(
                sql,
                TrainingDatasets.schema(training),
                ComputedQuery.NO_PARAMETERS,
                training.hasEffects(),
                pins,
                training.toString(),
                (run, parameters) -> datasets.execute(run, training, statement));
    }

    private static TrainingStatement training(Statement.TrainingDataset parsed) {
        return switch (parsed.verb()) {
            case SHOW -> new TrainingStatement.Show();
            case SHOW_STATISTICS -> new TrainingStatement.ShowStatistics(version(parsed));
            case SHOW_PINNED_SNAPSHOTS -> new TrainingStatement.ShowPinnedSnapshots();
            case DROP_DATA -> new TrainingStatement.DropData(version(parsed));
            case REPRODUCE -> new TrainingStatement.Reproduce(version(parsed));
            case EXPLAIN_REPRODUCE -> new TrainingStatement.ExplainReproduce(version(parsed));
            case UNPIN -> new TrainingStatement.Unpin(version(parsed));
            case PURGE -> new TrainingStatement.Purge(version(parsed));
            case DESCRIBE -> new TrainingStatement.Describe(version(parsed));
        };
    }

    private static DatasetVersion version(Statement.TrainingDataset parsed) {
        String dataset = java.util.Objects.requireNonNull(parsed.dataset(), "dataset");
        String version = parsed.version();
        return version == null ? new DatasetVersion(dataset, TableVersion.CURRENT) : version(dataset, version);
    }

    private static DatasetVersion version(String dataset, String version) {
        try {
            return new DatasetVersion(dataset, new TableVersion.SnapshotId(Long.parseLong(version)));
        } catch (NumberFormatException e) {
            return new DatasetVersion(dataset, new TableVersion.Ref(version.toLowerCase(Locale.ROOT)));
        }
    }
}
