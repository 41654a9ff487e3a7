package io.godwit.planner.training;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.statistics.ColumnSummary;
import io.godwit.planner.statistics.SummarizedStream;
import io.godwit.planner.training.create.Creation;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.DatasetPin;
import io.godwit.planner.training.registry.Dependents;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.Processes;
import io.godwit.planner.training.registry.Recovery;
import io.godwit.planner.training.reproduce.Reproduction;
import io.godwit.planner.training.reproduce.SourceState;
import io.godwit.planner.training.reproduce.Verdict;
import io.godwit.planner.training.result.DatasetStatistics;
import io.godwit.planner.training.result.ResultTable;
import io.godwit.planner.training.result.StatementResults;
import io.godwit.planner.training.result.StatisticsFile;
import io.godwit.planner.training.source.LateRows;
import io.godwit.planner.training.split.SplitRule;
import io.godwit.planner.training.statement.DatasetRows;
import io.godwit.planner.training.statement.NamedVersion;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import io.godwit.planner.write.LakeWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Training datasets of all catalogs: statements go in, results come out, and {@code training_datasets.name} is resolved
 * here. Datasets live in the session's default catalog. Safe for use by many threads.
 */
public final class TrainingDatasets {
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
        return StatementResults.schema(statement);
    }

    /** Runs a statement to its end; the caller closes the stream. */
    public BatchStream execute(ExecutionContext context, TrainingStatement statement, StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        if (statement.hasEffects()) {
            recoverOnce(context, session.catalog());
        }
        ResultTable result = new ResultTable(schema(statement));
        if (statement instanceof TrainingStatement.Create create) {
            StatementResults.addReceipt(
                    result, new Creation(lake, writer, catalogs, runner).create(context, create, session));
        } else if (statement instanceof TrainingStatement.DropData drop) {
            StatementResults.addReceipt(result, dropData(lake, drop.version()));
        } else if (statement instanceof TrainingStatement.Reproduce reproduce) {
            reproduce(context, lake, reproduce.version(), session, result);
        } else if (statement instanceof TrainingStatement.ExplainReproduce explain) {
            explain(lake, explain.version(), result);
        } else if (statement instanceof TrainingStatement.Unpin unpin) {
            StatementResults.addReceipt(result, unpin(lake, unpin.version()));
        } else if (statement instanceof TrainingStatement.Purge purge) {
            StatementResults.addReceipt(result, purge(lake, purge.version()));
        } else if (statement instanceof TrainingStatement.Show) {
            StatementResults.show(lake, result);
        } else if (statement instanceof TrainingStatement.Describe describe) {
            StatementResults.describe(lake, describe.version(), result);
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
            StatementResults.showPinned(context, lake, result);
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
        return reading(session).rows(context, version);
    }

    /** The query that tells which rows of a table a version would have, or would not have, if it was made now. */
    public LateRows lateRows(
            ExecutionContext context, DatasetVersion version, @Nullable String table, StatementContext session) {
        return reading(session).lateRows(context, version, table);
    }

    /**
     * A version as the base of the next.
     *
     * @param statement in which its query is planned over the tables as they are
     */
    public record Extension(int version, String sql, Parameters parameters, StatementContext statement) {}

    /** What a next version of the same query is planned from. */
    public Extension extension(ExecutionContext context, DatasetVersion version, StatementContext session) {
        return reading(session).extension(context, version);
    }

    /** The names of a version's columns. */
    public List<String> columnNames(DatasetVersion version, StatementContext session) {
        return DatasetReading.outputSchema(
                        lake(session.catalog()).registry().entries().require(version))
                .getFields()
                .stream()
                .map(Field::getName)
                .toList();
    }

    private DatasetReading reading(StatementContext session) {
        DatasetLake lake = lake(session.catalog());
        return new DatasetReading(catalogs, lake, reproduction(lake), runner, session);
    }

    /** Names of the datasets of a catalog, for metadata. */
    public List<String> names(String catalog) {
        return lake(catalog).registry().entries().names();
    }

    /** The columns of a dataset's latest version, for metadata. */
    public Schema columns(String catalog, String dataset) {
        DatasetVersion latest = new DatasetVersion(dataset, TableVersion.CURRENT);
        return DatasetReading.outputSchema(lake(catalog).registry().entries().require(latest));
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
}
