package io.godwit.planner.training.create;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.TableDigest;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.training.hash.RowHashFile;
import io.godwit.planner.training.hash.RowHashReader;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.DatasetPin;
import io.godwit.planner.training.registry.LakeFrames;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.ManifestText;
import io.godwit.planner.training.registry.Recovery;
import io.godwit.planner.training.registry.RegistryEntries;
import io.godwit.planner.training.registry.StoredValue;
import io.godwit.planner.training.registry.TableSnapshot;
import io.godwit.planner.training.result.StatisticsFile;
import io.godwit.planner.training.source.SourceTables;
import io.godwit.planner.training.split.SplitStream;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes a version, in steps of which each can be taken back: the number is taken with a PENDING manifest, snapshots are
 * tagged, the query runs once and its rows are hashed (and written, if they are to be kept), and the manifest is COMMITTED.
 * Whatever fails in between is undone here, or by the next {@link Recovery} when the process died.
 */
public final class Creation {
    private final DatasetLake lake;
    private final LakeWriter writer;
    private final Catalogs catalogs;
    private final QueryRunner runner;

    public Creation(DatasetLake lake, LakeWriter writer, Catalogs catalogs, QueryRunner runner) {
        this.lake = lake;
        this.writer = writer;
        this.catalogs = catalogs;
        this.runner = runner;
    }

    public Manifest create(ExecutionContext context, TrainingStatement.Create statement, StatementContext session) {
        DatasetQuery query = statement.query();
        DatasetNames.require(statement.dataset());
        DatasetNames.requireSources(query);
        Manifest base = statement.base() == null ? null : base(statement.dataset(), statement.base());
        CreateOptions options = base == null
                ? CreateOptions.of(statement.options(), session.principal())
                : CreateOptions.of(statement.options(), base);
        checkReproducible(query);
        checkNames(SplitStream.schema(query.plan().schema(), options.splits()));
        String knownAt = KnownAt.check(query.tables(), options.knownAt());
        List<Frame> frames = framesRead(query);
        Manifest draft = draft(context, statement, options, knownAt);
        Manifest pending = lake.registry().change(draft.dataset(), entries -> {
            checkDatasetsRead(entries, draft);
            return draft.withLabelFrames(planFrames(entries, draft.dataset(), frames))
                    .withVersion(entries.nextVersion(draft.dataset()));
        });
        try {
            Manifest kept = pending.withLabelFrames(keepFrames(context, frames, pending.labelFrames()));
            Manifest pinned = pin(kept);
            Manifest complete = base == null
                    ? run(context, query, options, pinned)
                    : runFrom(base, context, query, options, pinned);
            return lake.registry().change(complete.dataset(), entries -> committed(entries, complete));
        } catch (RuntimeException e) {
            lake.undo(pending);
            throw e;
        }
    }

    private Manifest base(String dataset, int version) {
        return lake.registry()
                .entries()
                .require(new TrainingStatement.DatasetVersion(dataset, new TableVersion.SnapshotId(version)));
    }

    private static void checkReproducible(DatasetQuery query) {
        String varies = query.plan().whatVaries();
        if (varies != null) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The query does not give the same rows when it is run again: %s. It cannot become a training dataset; leave that out"
                            .formatted(varies));
        }
    }

    private static void checkDatasetsRead(RegistryEntries entries, Manifest draft) {
        for (DatasetPin read : draft.datasetsRead()) {
            String name = read.asked().dataset();
            if (read.isRebuild()) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The query reads a rebuild of training dataset %s version %d, which the next REPRODUCE replaces; read FOR VERSION AS OF %d"
                                .formatted(name, read.number(), read.number()));
            }
            if (!read.isPlain()) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The query reads training dataset %s as it would be now, which is no version of it; make one and read that"
                                .formatted(name));
            }
            if (entries.find(read).isEmpty()) {
                throw new GodwitException(
                        ErrorCode.FAILED_PRECONDITION,
                        "Training dataset %s version %d, which the query reads, was purged meanwhile"
                                .formatted(name, read.number()));
            }
        }
    }

    private static void checkNames(Schema schema) {
        Set<String> names = new HashSet<>();
        for (Field field : schema.getFields()) {
            if (!names.add(RegistryEntries.key(field.getName()))) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The query has two columns \"%s\"; a training dataset needs each name once: use PREFIX or AS"
                                .formatted(field.getName()));
            }
        }
    }

    private static List<Frame> framesRead(DatasetQuery query) {
        Set<String> read = new HashSet<>(query.plan().pins().frameIds());
        return query.statement().temporaryTables().all().stream()
                .filter(frame -> read.contains(frame.id()))
                .toList();
    }

    /** A frame that another version of the dataset keeps is shared with it; the registry lets neither change unseen. */
    private List<Manifest.LabelFrame> planFrames(RegistryEntries entries, String dataset, List<Frame> frames) {
        if (frames.isEmpty()) {
            return List.of();
        }
        List<Manifest.LabelFrame> kept = entries.committed(dataset).stream()
                .flatMap(manifest -> manifest.labelFrames().stream())
                .toList();
        return frames.stream()
                .map(frame -> kept.stream()
                        .filter(each ->
                                each.id().equals(frame.id()) && each.name().equals(frame.name()))
                        .findFirst()
                        .orElseGet(() -> lake.frames().plan(frame)))
                .toList();
    }

    private List<Manifest.LabelFrame> keepFrames(
            ExecutionContext context, List<Frame> frames, List<Manifest.LabelFrame> planned) {
        List<Manifest.LabelFrame> kept = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            Manifest.LabelFrame frame = planned.get(i);
            kept.add(LakeFrames.isPlanned(frame) ? lake.frames().keep(context, frames.get(i), frame) : frame);
        }
        return kept;
    }

    private Manifest draft(
            ExecutionContext context, TrainingStatement.Create create, CreateOptions options, String knownAt) {
        DatasetQuery query = create.query();
        return new Manifest(
                Manifest.FORMAT_VERSION,
                RegistryEntries.key(create.dataset()),
                0,
                Manifest.State.PENDING,
                context.clock().instant().toString(),
                options.owner(),
                options.description(),
                options.tags(),
                query(query),
                ManifestJson.tree(SplitStream.schema(query.plan().schema(), options.splits())
                        .toJson()),
                query.tables().stream().map(SourceTables::of).toList(),
                List.of(),
                knownAt,
                options.splits(),
                engineVersion(),
                Manifest.SEMANTICS_VERSION,
                null,
                options.pin(),
                false,
                null,
                false,
                null,
                lake.processes().self(),
                null);
    }

    private static Manifest.Query query(DatasetQuery query) {
        StatementContext statement = query.statement();
        Pins pins = query.plan().pins();
        return new Manifest.Query(
                query.canonicalSql(),
                query.parameters().values().stream().map(StoredValue::of).toList(),
                statement.catalog(),
                statement.namespace(),
                statement.zone().getId(),
                statement.options(),
                pins.instant().toString(),
                pins.tables());
    }

    private static String engineVersion() {
        String version = Creation.class.getPackage().getImplementationVersion();
        return "godwit " + (version == null ? "development" : version);
    }

    private Manifest pin(Manifest manifest) {
        if (manifest.pin().equals(Manifest.PIN_NONE)) {
            return manifest;
        }
        boolean all = true;
        for (TableSnapshot source : lake.registry().entries().sources(ManifestText.Reads.of(manifest))) {
            all &= !source.exists() || hold(source, manifest.pin());
        }
        return manifest.withPinned(all);
    }

    private boolean hold(TableSnapshot source, String policy) {
        try {
            lake.tags().hold(source);
            return true;
        } catch (GodwitException e) {
            if (policy.equals(Manifest.PIN_REQUIRED)) {
                throw e;
            }
            return false;
        }
    }

    private Manifest run(ExecutionContext context, DatasetQuery query, CreateOptions options, Manifest manifest) {
        Digest salt = RowHashFile.newSalt();
        String location = lake.rowHashLocation(manifest);
        try (RowHashFile hashes = new RowHashFile(context.allocator(), lake.newRowHashes(location), salt);
                DatasetStream rows = DatasetStream.over(context, rows(context, query, options), options, hashes)) {
            Manifest.Location table =
                    options.materialize() ? write(context, rows, manifest, WriteMode.CREATE) : drain(context, rows);
            hashes.finish();
            Manifest.Contents contents = Manifest.Contents.of(
                    rows.digest(),
                    new Manifest.Contents.RowHashes(location, salt.toString()),
                    keepStatistics(manifest, rows));
            Manifest complete = manifest.withContents(contents).withState(Manifest.State.COMMITTED);
            return table == null ? complete : complete.withMaterialized(table);
        }
    }

    /** Of another version and what came since, if that gives the same rows; else as if there was no other. */
    private Manifest runFrom(
            Manifest base, ExecutionContext context, DatasetQuery query, CreateOptions options, Manifest manifest) {
        String directory = lake.incrementDirectory(manifest);
        try {
            String obstacle = obstacle(base, options, manifest);
            Increment.Decision decision = obstacle == null
                    ? new Increment(catalogs, base, query, directory).decide(context)
                    : Increment.Decision.full(obstacle);
            if (decision.reason() == null) {
                return grow(base, decision.pins(), context, query, options, manifest);
            }
            Manifest complete = run(context, query, options, manifest);
            long rows = requireNonNull(complete.contents()).rowCount();
            return complete.withGrowth(new Manifest.Growth(base.version(), false, decision.reason(), rows));
        } finally {
            lake.deleteDirectory(directory);
        }
    }

    private static @Nullable String obstacle(Manifest base, CreateOptions options, Manifest manifest) {
        if (!base.outputSchema().equals(manifest.outputSchema())) {
            return "the query has other columns now";
        }
        return options.materialize() && base.materialized() == null
                ? "version %d holds no rows to be copied".formatted(base.version())
                : null;
    }

    /** @param pins to run the query with for new rows; null when there are none */
    private Manifest grow(
            Manifest base,
            @Nullable List<Pins.Pin> pins,
            ExecutionContext context,
            DatasetQuery query,
            CreateOptions options,
            Manifest manifest) {
        Manifest.Contents old = requireNonNull(base.contents());
        String location = lake.rowHashLocation(manifest);
        String salt = old.rowHashes().salt();
        try (RowHashFile hashes =
                new RowHashFile(context.allocator(), lake.newRowHashes(location), Digest.parse(salt))) {
            new RowHashReader(lake.io().newInputFile(old.rowHashes().location())).forEach(hashes::add);
            Manifest.Location table = options.materialize() ? copy(context, base, manifest) : null;
            TableDigest digest = old.tableDigest();
            if (pins != null) {
                try (DatasetStream rows =
                        DatasetStream.over(context, newRows(context, query, options, pins), options, hashes)) {
                    rows.add(digest);
                    table = table == null ? drain(context, rows) : write(context, rows, manifest, WriteMode.APPEND);
                    digest = rows.digest();
                }
            }
            hashes.finish();
            Manifest.Contents contents =
                    Manifest.Contents.of(digest, new Manifest.Contents.RowHashes(location, salt), null);
            Manifest complete = manifest.withContents(contents)
                    .withState(Manifest.State.COMMITTED)
                    .withGrowth(new Manifest.Growth(base.version(), true, null, contents.rowCount() - old.rowCount()));
            return table == null ? complete : complete.withMaterialized(table);
        }
    }

    private BatchStream newRows(
            ExecutionContext context, DatasetQuery query, CreateOptions options, List<Pins.Pin> pins) {
        Pins all = query.plan().pins();
        StatementContext statement = query.statement().withPins(new Pins(all.instant(), pins, all.frameIds()));
        BatchStream rows =
                runner.prepare(context, query.canonicalSql(), statement).execute(context, query.parameters());
        return SplitStream.over(rows, options.splits(), context.allocator());
    }

    private Manifest.Location copy(ExecutionContext context, Manifest base, Manifest manifest) {
        Pins.Pin rows = requireNonNull(base.materialized()).asPin();
        try (BatchStream stream = TableScan.of(catalogs.pin(rows)).open(context)) {
            return write(context, stream, manifest, WriteMode.CREATE);
        }
    }

    private @Nullable String keepStatistics(Manifest manifest, DatasetStream rows) {
        if (!rows.isSummarized()) {
            return null;
        }
        String location = lake.statisticsLocation(manifest);
        StatisticsFile.write(lake.io().newOutputFile(location), rows.summaries());
        return location;
    }

    private static BatchStream rows(ExecutionContext context, DatasetQuery query, CreateOptions options) {
        BatchStream rows = query.plan().execute(context, query.parameters());
        return SplitStream.over(rows, options.splits(), context.allocator());
    }

    private static Manifest.@Nullable Location drain(ExecutionContext context, BatchStream rows) {
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            batch.close();
            context.cancellation().check();
        }
        return null;
    }

    private Manifest.Location write(ExecutionContext context, BatchStream rows, Manifest manifest, WriteMode mode) {
        TableName target = new TableName(manifest.query().catalog(), DatasetLake.originalTable(manifest));
        WriteReceipt receipt = writer.write(context, rows, target, mode);
        return new Manifest.Location(
                target.catalog(), target.identifier().toString(), receipt.metadataLocation(), receipt.snapshotId());
    }

    /** Refuses when somebody took this creation for dead and undid it. */
    private static Manifest committed(RegistryEntries entries, Manifest complete) {
        boolean stillPending = entries.find(complete.dataset(), complete.version())
                .filter(present -> present.state() == Manifest.State.PENDING)
                .isPresent();
        if (!stillPending) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE,
                    "The creation of training dataset %s was undone by another server before it ended; try again"
                            .formatted(complete.fullName()));
        }
        checkDatasetsRead(entries, complete);
        return complete;
    }
}
