package io.godwit.planner.training;

import static io.godwit.planner.training.ResultTable.count;
import static io.godwit.planner.training.ResultTable.integer;
import static io.godwit.planner.training.ResultTable.text;
import static io.godwit.planner.training.ResultTable.truth;
import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.statistics.ColumnSummary;
import io.godwit.planner.statistics.SummarizedStream;
import io.godwit.planner.training.TrainingStatement.DatasetVersion;
import io.godwit.planner.write.LakeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Training datasets of all catalogs: statements go in, results come out, and {@code training_datasets.name} is resolved
 * here. Datasets live in the session's default catalog. Safe for use by many threads.
 */
public final class TrainingDatasets {
    /** The schema under which datasets are read. */
    public static final String SCHEMA = "training_datasets";

    private static final Schema RECEIPT = new Schema(List.of(
            text("dataset"),
            integer("version"),
            text("state"),
            count("row_count"),
            text("digest"),
            text("created_at"),
            text("known_at"),
            truth("pinned"),
            text("materialized_as"),
            text("manifest")));

    private static final Schema DATASETS = new Schema(List.of(
            text("dataset"),
            integer("version"),
            text("created_at"),
            text("owner"),
            text("description"),
            count("row_count"),
            text("digest"),
            truth("pinned"),
            text("materialized_as")));

    private static final Schema VERDICT = new Schema(List.of(
            text("dataset"),
            integer("version"),
            text("verdict"),
            count("expected_rows"),
            count("found_rows"),
            count("missing_rows"),
            count("unexpected_rows"),
            text("different_columns"),
            text("path"),
            text("reasons"),
            text("report")));

    private static final Schema FIELDS = new Schema(List.of(text("field"), text("value")));

    private static final Schema PATHS = new Schema(
            List.of(text("table"), count("snapshot_id"), text("path"), count("expected_rows"), text("missing")));

    private static final Schema FILES = new Schema(List.of(
            text("split"), text("location"), text("format"), count("row_count"), count("bytes"), text("digest")));

    private static final Schema PINNED = new Schema(List.of(
            text("table"),
            count("snapshot_id"),
            text("committed_at"),
            count("age_seconds"),
            count("data_bytes"),
            text("datasets")));

    private final Catalogs catalogs;
    private final LakeWriter writer;
    private final QueryRunner runner;
    private final Processes processes;
    private final Map<String, DatasetLake> lakes = new ConcurrentHashMap<>();
    private final Set<String> recovered = ConcurrentHashMap.newKeySet();

    /** @param runner plans the queries of datasets again */
    public TrainingDatasets(Catalogs catalogs, QueryRunner runner) {
        this(catalogs, runner, Processes.ofThisOne());
    }

    TrainingDatasets(Catalogs catalogs, QueryRunner runner, Processes processes) {
        this.processes = processes;
        this.catalogs = requireNonNull(catalogs, "catalogs");
        this.writer = new LakeWriter(catalogs);
        this.runner = requireNonNull(runner, "runner");
    }

    /** The schema of what a statement answers. */
    public static Schema schema(TrainingStatement statement) {
        if (statement instanceof TrainingStatement.Reproduce) {
            return VERDICT;
        }
        if (statement instanceof TrainingStatement.ExplainReproduce) {
            return PATHS;
        }
        if (statement instanceof TrainingStatement.Show) {
            return DATASETS;
        }
        if (statement instanceof TrainingStatement.Describe) {
            return FIELDS;
        }
        if (statement instanceof TrainingStatement.ExportFiles) {
            return FILES;
        }
        if (statement instanceof TrainingStatement.ShowStatistics) {
            return DatasetStatistics.STATISTICS;
        }
        if (statement instanceof TrainingStatement.CompareColumns) {
            return DatasetStatistics.DRIFT;
        }
        return statement instanceof TrainingStatement.ShowPinnedSnapshots ? PINNED : RECEIPT;
    }

    /** Runs a statement to its end; the caller closes the stream. */
    public BatchStream execute(ExecutionContext context, TrainingStatement statement, StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        if (statement.hasEffects()) {
            recoverOnce(context, session.catalog());
        }
        ResultTable result = new ResultTable(schema(statement));
        if (statement instanceof TrainingStatement.Create create) {
            addReceipt(result, new Creation(lake, writer, catalogs, runner).create(context, create, session));
        } else if (statement instanceof TrainingStatement.DropData drop) {
            addReceipt(result, dropData(lake, drop.version()));
        } else if (statement instanceof TrainingStatement.Reproduce reproduce) {
            reproduce(context, lake, reproduce.version(), session, result);
        } else if (statement instanceof TrainingStatement.ExplainReproduce explain) {
            explain(lake, explain.version(), result);
        } else if (statement instanceof TrainingStatement.Unpin unpin) {
            addReceipt(result, unpin(lake, unpin.version()));
        } else if (statement instanceof TrainingStatement.Purge purge) {
            addReceipt(result, purge(lake, purge.version()));
        } else if (statement instanceof TrainingStatement.Show) {
            show(lake, result);
        } else if (statement instanceof TrainingStatement.Describe describe) {
            describe(lake, describe.version(), result);
        } else if (statement instanceof TrainingStatement.ExportFiles export) {
            export(context, lake, export, session, result);
        } else if (statement instanceof TrainingStatement.ShowStatistics statistics) {
            DatasetStatistics.list(summaries(context, lake, statistics.version(), session), result);
        } else if (statement instanceof TrainingStatement.CompareColumns compare) {
            DatasetStatistics.compare(
                    summaries(context, lake, compare.before(), session),
                    summaries(context, lake, compare.after(), session),
                    columnDigests(lake, compare.before()),
                    columnDigests(lake, compare.after()),
                    result);
        } else {
            showPinned(context, lake, result);
        }
        return result.stream(context);
    }

    /** The version a statement reads: that of its pins, or else the one that is meant at present. */
    public DatasetPin pin(DatasetVersion version, StatementContext session) {
        Pins pins = session.pins();
        if (pins != null) {
            return DatasetPin.find(pins, version);
        }
        Manifest manifest = lake(session.catalog()).registry().entries().require(version);
        return new DatasetPin(session.catalog(), version, manifest.version());
    }

    /** Where the rows of a version come from. */
    public DatasetRows rows(ExecutionContext context, DatasetVersion version, StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        Manifest manifest = lake.registry().entries().require(version);
        Schema schema = outputSchema(manifest);
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (NamedVersion.isRebuilt(version)) {
            return rebuiltRows(context, lake, manifest, schema, session);
        }
        Optional<Integer> table = NamedVersion.table(version);
        if (table.isPresent()) {
            DatasetRows.Pinned query = pinnedRows(context, lake, manifest, session, NamedVersion.isNow(version));
            return rowsTaken(context, manifest, query, table.get())
                    .orElseThrow(() -> new GodwitException(
                            ErrorCode.UNSUPPORTED,
                            "The rows of training dataset %s cannot be traced to rows of its tables"
                                    .formatted(manifest.fullName())));
        }
        if (NamedVersion.isNow(version)) {
            return pinnedRows(context, lake, manifest, session, true);
        }
        if (manifest.materialized() != null) {
            return new DatasetRows.Materialized(schema, manifest.materialized().asPin());
        }
        if (manifest.dropped()) {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "The rows of training dataset %s were dropped; REPRODUCE TRAINING DATASET %s VERSION %d brings them back"
                            .formatted(manifest.fullName(), manifest.dataset(), manifest.version()));
        }
        List<Pins.Pin> pins = rebuilt != null && Verdict.Kind.EXACT.name().equals(rebuilt.verdict())
                ? rebuilt.pins()
                : manifest.query().pins();
        return pinnedRows(context, lake, manifest, schema, session, pins, List.of());
    }

    /** @param now whether the query is to run over the tables as they have become */
    private DatasetRows.Pinned pinnedRows(
            ExecutionContext context, DatasetLake lake, Manifest manifest, StatementContext session, boolean now) {
        Schema schema = outputSchema(manifest);
        if (!now) {
            return pinnedRows(
                    context, lake, manifest, schema, session, manifest.query().pins(), List.of());
        }
        PresentPins present = PresentPins.of(catalogs, manifest, lake.formerNamesDirectory(manifest), session.pins());
        return pinnedRows(context, lake, manifest, schema, session, present.pins(), present.bound());
    }

    private Optional<DatasetRows.Taken> rowsTaken(
            ExecutionContext context, Manifest manifest, DatasetRows.Pinned query, int table) {
        Manifest.SourceTable source = manifest.tables().get(table);
        Pins.Pin pin = requireNonNull(query.statement().pins()).tables().stream()
                .filter(each -> each.catalog().equals(source.catalog())
                        && each.identifier().equals(source.identifier())
                        && each.version().equals(source.version()))
                .findFirst()
                .orElseGet(source::asPin);
        List<String> columns =
                source.columns().stream().map(Manifest.SourceTable.Column::name).toList();
        return runner.rowsTaken(context, query.sql(), query.statement(), pin, columns)
                .map(taken -> new DatasetRows.Taken(taken, query.parameters(), query.bound()));
    }

    /** The query that tells which rows of a table a version would have, or would not have, if it was made now. */
    public LateRows lateRows(
            ExecutionContext context, DatasetVersion version, @Nullable String table, StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        Manifest manifest = lake.registry().entries().require(version);
        int position = LateRows.position(manifest, table);
        boolean traceable = rowsTaken(context, manifest, pinnedRows(context, lake, manifest, session, false), position)
                .isPresent();
        return LateRows.of(
                manifest, position, traceable, presentNames(manifest.tables().get(position)));
    }

    /** What the columns that a version reads of a table are called now, in their order. */
    private List<String> presentNames(Manifest.SourceTable source) {
        TableName name = new TableName(source.catalog(), TableIdentifier.parse(source.identifier()));
        org.apache.iceberg.Schema now =
                catalogs.pin(name, TableVersion.parse(source.version())).schema();
        FormerNames names = new FormerNames(source);
        return source.columns().stream()
                .map(column -> names.present(column, now))
                .toList();
    }

    /**
     * A version as the base of the next.
     *
     * @param statement in which its query is planned over the tables as they are
     */
    public record Extension(int version, String sql, Parameters parameters, StatementContext statement) {}

    /** What a next version of the same query is planned from. */
    public Extension extension(ExecutionContext context, DatasetVersion version, StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        Manifest manifest = lake.registry().entries().require(version);
        StatementContext then = reproduction(lake).statement(context, manifest, session, List.of());
        return new Extension(
                manifest.version(),
                manifest.query().sql(),
                Reproduction.parameters(manifest),
                now(context, lake, manifest, then));
    }

    /** A query whose columns were renamed is bound here to tables under the former names; any other finds its tables itself. */
    private StatementContext now(ExecutionContext context, DatasetLake lake, Manifest manifest, StatementContext then) {
        String directory = lake.formerNamesDirectory(manifest);
        PresentPins present = PresentPins.of(catalogs, manifest, directory, null);
        return present.isRenamed(directory)
                ? then.withPins(new Pins(
                        context.clock().instant(),
                        present.pins(),
                        requireNonNull(then.pins()).frameIds()))
                : then.withoutPins();
    }

    /** The names of a version's columns. */
    public List<String> columnNames(DatasetVersion version, StatementContext session) {
        return outputSchema(lake(session.catalog()).registry().entries().require(version)).getFields().stream()
                .map(Field::getName)
                .toList();
    }

    private DatasetRows rebuiltRows(
            ExecutionContext context, DatasetLake lake, Manifest manifest, Schema schema, StatementContext session) {
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (rebuilt == null || !Verdict.Kind.DIFFERENT.name().equals(rebuilt.verdict())) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Training dataset %s has no rebuild that came out different".formatted(manifest.fullName()));
        }
        return rebuilt.materialized() == null
                ? pinnedRows(context, lake, manifest, schema, session, rebuilt.pins(), List.of())
                : new DatasetRows.Materialized(schema, rebuilt.materialized().asPin());
    }

    private DatasetRows.Pinned pinnedRows(
            ExecutionContext context,
            DatasetLake lake,
            Manifest manifest,
            Schema schema,
            StatementContext session,
            List<Pins.Pin> pins,
            List<Pins.Pin> bound) {
        return new DatasetRows.Pinned(
                schema,
                manifest.query().sql(),
                Reproduction.parameters(manifest),
                reproduction(lake).statement(context, manifest, session, pins),
                bound,
                (run, rows) -> SplitStream.over(rows, manifest.splits(), run.allocator()));
    }

    private static Schema outputSchema(Manifest manifest) {
        try {
            return Schema.fromJSON(manifest.outputSchema().toString());
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA, "The manifest of %s has no schema".formatted(manifest.fullName()), e);
        }
    }

    /** Names of the datasets of a catalog, for metadata. */
    public List<String> names(String catalog) {
        return lake(catalog).registry().entries().names();
    }

    /** The columns of a dataset's latest version, for metadata. */
    public Schema columns(String catalog, String dataset) {
        DatasetVersion latest = new DatasetVersion(dataset, TableVersion.CURRENT);
        return outputSchema(lake(catalog).registry().entries().require(latest));
    }

    /** Ends or undoes what a process that died left half done. */
    public void recover(ExecutionContext context, String catalog) {
        new Recovery(lake(catalog)).run(context);
    }

    private void recoverOnce(ExecutionContext context, String catalog) {
        if (recovered.add(catalog)) {
            recover(context, catalog);
        }
    }

    private DatasetLake lake(String catalog) {
        return lakes.computeIfAbsent(catalog, name -> new DatasetLake(catalogs, name, processes));
    }

    private Reproduction reproduction(DatasetLake lake) {
        return new Reproduction(lake, catalogs, writer, runner);
    }

    private static void addReceipt(ResultTable result, Manifest manifest) {
        Manifest.Contents contents = manifest.contents();
        Manifest.Location table = manifest.materialized();
        result.add(
                manifest.dataset(),
                manifest.version(),
                manifest.state().name(),
                contents == null ? null : contents.rowCount(),
                contents == null ? null : contents.digest(),
                manifest.createdAt(),
                manifest.knownAt(),
                manifest.pinned(),
                table == null ? null : table.catalog() + "." + table.identifier(),
                ManifestJson.write(manifest));
    }

    private static Manifest dropData(DatasetLake lake, DatasetVersion version) {
        Manifest before = lake.registry().entries().require(version);
        Manifest after = lake.registry().change(version.dataset(), entries -> {
            Manifest withoutRows = entries.require(version).withoutRows();
            Dependents.ofDropData(entries, withoutRows).refuseIfAny();
            return withoutRows;
        });
        if (before.materialized() != null) {
            lake.drop(before.materialized());
        }
        return after;
    }

    private static Manifest unpin(DatasetLake lake, DatasetVersion version) {
        Manifest after = lake.registry()
                .change(version.dataset(), entries -> entries.require(version).withPinned(false));
        lake.releaseUnneeded(after);
        return after;
    }

    private static Manifest purge(DatasetLake lake, DatasetVersion version) {
        Manifest after = lake.registry().change(version.dataset(), entries -> {
            Manifest manifest = entries.require(version);
            Dependents.ofPurge(entries, manifest).refuseIfAny();
            return manifest.withState(Manifest.State.PURGED);
        });
        lake.clean(after);
        return after;
    }

    private void reproduce(
            ExecutionContext context,
            DatasetLake lake,
            DatasetVersion version,
            StatementContext session,
            ResultTable result) {
        Manifest manifest = lake.registry().entries().require(version);
        Verdict verdict = reproduction(lake).reproduce(context, manifest, session);
        List<String> paths = verdict.tables().stream()
                .map(table -> table.table() + " " + table.path())
                .toList();
        result.add(
                manifest.dataset(),
                manifest.version(),
                verdict.verdict().name(),
                verdict.expectedRows(),
                verdict.foundRows(),
                verdict.missingRows(),
                verdict.unexpectedRows(),
                String.join(", ", verdict.differentColumns()),
                String.join(", ", paths),
                String.join("; ", verdict.reasons()),
                ManifestJson.write(verdict));
    }

    private void explain(DatasetLake lake, DatasetVersion version, ResultTable result) {
        Manifest manifest = lake.registry().entries().require(version);
        for (SourceState state : reproduction(lake).assess(manifest)) {
            Manifest.SourceTable source = state.source();
            result.add(
                    source.fullName(),
                    source.snapshotId(),
                    state.path().toString(),
                    source.rowCount(),
                    state.missing());
        }
        for (Manifest.LabelFrame frame : manifest.labelFrames()) {
            boolean there = lake.frames().exists(frame);
            result.add(
                    frame.name(),
                    null,
                    there ? "from the lake" : "missing",
                    frame.rowCount(),
                    there ? null : frame.location());
        }
    }

    private static void show(DatasetLake lake, ResultTable result) {
        for (RegistryEntry entry : lake.registry().entries().committed()) {
            result.add(
                    entry.dataset(),
                    entry.version(),
                    entry.createdAt(),
                    entry.owner(),
                    entry.description(),
                    entry.rowCount(),
                    entry.digest(),
                    entry.pinned(),
                    entry.materializedAs());
        }
    }

    private static void describe(DatasetLake lake, DatasetVersion version, ResultTable result) {
        Manifest manifest = lake.registry().entries().require(version);
        ManifestJson.tree(ManifestJson.write(manifest))
                .properties()
                .forEach(field -> result.add(
                        field.getKey(),
                        field.getValue().isValueNode()
                                ? field.getValue().asText()
                                : field.getValue().toString()));
    }

    private void export(
            ExecutionContext context,
            DatasetLake lake,
            TrainingStatement.ExportFiles export,
            StatementContext session,
            ResultTable result) {
        Manifest manifest = lake.registry().entries().require(export.version());
        if (!NamedVersion.isPlain(export.version())) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Only versions as they were made are exported; say VERSION %d".formatted(manifest.version()));
        }
        Export files = new Export(lake, manifest, export.directory(), export.format());
        BatchStream rows = rows(context, export.version(), session).open(context, runner, catalogs);
        for (Export.Written file : files.run(context, rows)) {
            result.add(
                    file.part(),
                    file.location(),
                    export.format().name().toLowerCase(Locale.ROOT),
                    file.rowCount(),
                    file.bytes(),
                    requireNonNull(manifest.contents()).digest());
        }
    }

    /** As they were gathered when the version was made, or else from its rows. */
    private List<ColumnSummary> summaries(
            ExecutionContext context, DatasetLake lake, DatasetVersion version, StatementContext session) {
        Manifest manifest = lake.registry().entries().require(version);
        Manifest.Contents contents = requireNonNull(manifest.contents());
        if (NamedVersion.isPlain(version) && contents.statistics() != null) {
            return StatisticsFile.read(lake.io().newInputFile(contents.statistics()));
        }
        SplitRule splits = manifest.splits();
        DatasetRows rows = rows(context, version, session);
        try (SummarizedStream stream =
                new SummarizedStream(rows.open(context, runner, catalogs), splits == null ? null : splits.column())) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                batch.close();
                context.cancellation().check();
            }
            return stream.summaries();
        }
    }

    private static Map<String, String> columnDigests(DatasetLake lake, DatasetVersion version) {
        Map<String, String> digests = new HashMap<>();
        if (NamedVersion.isPlain(version)) {
            requireNonNull(lake.registry().entries().require(version).contents())
                    .columns()
                    .forEach(column -> digests.put(column.name(), column.digest()));
        }
        return digests;
    }

    private static void showPinned(ExecutionContext context, DatasetLake lake, ResultTable result) {
        for (PinnedSnapshot pinned : PinnedSnapshot.all(lake, context.clock().instant())) {
            List<String> datasets = new ArrayList<>();
            pinned.holders().forEach(manifest -> datasets.add(manifest.fullName()));
            result.add(
                    pinned.source().fullName(),
                    pinned.source().snapshotId(),
                    pinned.source().committedAt(),
                    pinned.ageSeconds(),
                    pinned.dataBytes(),
                    String.join(", ", datasets));
        }
    }
}
