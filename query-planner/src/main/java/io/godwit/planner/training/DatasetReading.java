package io.godwit.planner.training;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.TableSnapshot;
import io.godwit.planner.training.registry.VerdictKind;
import io.godwit.planner.training.reproduce.Reproduction;
import io.godwit.planner.training.source.FormerNames;
import io.godwit.planner.training.source.LateRows;
import io.godwit.planner.training.source.PresentPins;
import io.godwit.planner.training.split.SplitStream;
import io.godwit.planner.training.statement.DatasetRows;
import io.godwit.planner.training.statement.NamedVersion;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Where rows come from when a statement names a version: a table that holds them, the pinned query, a rebuild, or the query
 * over the tables as they have become.
 */
final class DatasetReading {
    private final Catalogs catalogs;
    private final DatasetLake lake;
    private final Reproduction reproduction;
    private final QueryRunner runner;
    private final StatementContext session;

    /** @param session of the statement that reads */
    DatasetReading(
            Catalogs catalogs,
            DatasetLake lake,
            Reproduction reproduction,
            QueryRunner runner,
            StatementContext session) {
        this.catalogs = catalogs;
        this.lake = lake;
        this.reproduction = reproduction;
        this.runner = runner;
        this.session = session;
    }

    /** Where the rows of a version come from. */
    DatasetRows rows(ExecutionContext context, DatasetVersion version) {
        Manifest manifest = lake.registry().entries().require(version);
        Schema schema = outputSchema(manifest);
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (NamedVersion.isRebuilt(version)) {
            return rebuiltRows(context, manifest, schema);
        }
        Optional<Integer> table = NamedVersion.table(version);
        if (table.isPresent()) {
            DatasetRows.Pinned query = pinnedRows(context, manifest, NamedVersion.isNow(version));
            return rowsTaken(context, manifest, query, table.get())
                    .orElseThrow(() -> new GodwitException(
                            ErrorCode.UNSUPPORTED,
                            "The rows of training dataset %s cannot be traced to rows of its tables"
                                    .formatted(manifest.fullName())));
        }
        if (NamedVersion.isNow(version)) {
            return pinnedRows(context, manifest, true);
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
        if (rebuilt != null && rebuilt.cameOutExact()) {
            return queried(context, manifest, schema, rebuilt.pins(), rebuilt.standsOn());
        }
        return queried(
                context,
                manifest,
                schema,
                manifest.query().pins(),
                manifest.tables().stream().map(Manifest.SourceTable::snapshot).toList());
    }

    /** Rows that were let go and erased must not come back from files that nobody has removed yet. */
    private DatasetRows.Pinned queried(
            ExecutionContext context,
            Manifest manifest,
            Schema schema,
            List<Pins.Pin> pins,
            List<TableSnapshot> snapshots) {
        reproduction.expired(manifest, snapshots).ifPresent(snapshot -> {
            throw new GodwitException(
                    ErrorCode.FAILED_PRECONDITION,
                    "Snapshot %d of %s, which training dataset %s reads, has expired; REPRODUCE TRAINING DATASET %s VERSION %d says what is left of its rows"
                            .formatted(
                                    snapshot.snapshotId(),
                                    snapshot.fullName(),
                                    manifest.fullName(),
                                    manifest.dataset(),
                                    manifest.version()));
        });
        return pinnedRows(context, manifest, schema, pins, List.of());
    }

    /** @param now whether the query is to run over the tables as they have become */
    private DatasetRows.Pinned pinnedRows(ExecutionContext context, Manifest manifest, boolean now) {
        Schema schema = outputSchema(manifest);
        if (!now) {
            return pinnedRows(context, manifest, schema, manifest.query().pins(), List.of());
        }
        PresentPins present = PresentPins.of(catalogs, manifest, lake.formerNamesDirectory(manifest), session.pins());
        return pinnedRows(context, manifest, schema, present.pins(), present.bound());
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
    LateRows lateRows(ExecutionContext context, DatasetVersion version, @Nullable String table) {
        Manifest manifest = lake.registry().entries().require(version);
        int position = LateRows.position(manifest, table);
        boolean traceable = rowsTaken(context, manifest, pinnedRows(context, manifest, false), position)
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

    /** What a next version of the same query is planned from. */
    TrainingDatasets.Extension extension(ExecutionContext context, DatasetVersion version) {
        Manifest manifest = lake.registry().entries().require(version);
        StatementContext then = reproduction.statement(context, manifest, session, List.of());
        return new TrainingDatasets.Extension(
                manifest.version(),
                manifest.query().sql(),
                Reproduction.parameters(manifest),
                now(context, manifest, then));
    }

    /** A query whose columns were renamed is bound here to tables under the former names; any other finds its tables itself. */
    private StatementContext now(ExecutionContext context, Manifest manifest, StatementContext then) {
        String directory = lake.formerNamesDirectory(manifest);
        PresentPins present = PresentPins.of(catalogs, manifest, directory, null);
        return present.isRenamed(directory)
                ? then.withPins(new Pins(
                        context.clock().instant(),
                        present.pins(),
                        requireNonNull(then.pins()).frameIds()))
                : then.withoutPins();
    }

    private DatasetRows rebuiltRows(ExecutionContext context, Manifest manifest, Schema schema) {
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (rebuilt == null || !VerdictKind.DIFFERENT.name().equals(rebuilt.verdict())) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Training dataset %s has no rebuild that came out different".formatted(manifest.fullName()));
        }
        return rebuilt.materialized() == null
                ? queried(context, manifest, schema, rebuilt.pins(), rebuilt.standsOn())
                : new DatasetRows.Materialized(schema, rebuilt.materialized().asPin());
    }

    private DatasetRows.Pinned pinnedRows(
            ExecutionContext context, Manifest manifest, Schema schema, List<Pins.Pin> pins, List<Pins.Pin> bound) {
        return new DatasetRows.Pinned(
                schema,
                manifest.query().sql(),
                Reproduction.parameters(manifest),
                reproduction.statement(context, manifest, session, pins),
                bound,
                (run, rows) -> SplitStream.over(rows, manifest.splits(), run.allocator()));
    }

    static Schema outputSchema(Manifest manifest) {
        try {
            return Schema.fromJSON(manifest.outputSchema().toString());
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.CORRUPT_DATA, "The manifest of %s has no schema".formatted(manifest.fullName()), e);
        }
    }
}
