package io.godwit.planner.training;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.DigestedStream;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
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
final class Creation {
    private final DatasetLake lake;
    private final LakeWriter writer;

    Creation(DatasetLake lake, LakeWriter writer) {
        this.lake = lake;
        this.writer = writer;
    }

    Manifest create(ExecutionContext context, TrainingStatement.Create statement, StatementContext session) {
        DatasetQuery query = statement.query();
        CreateOptions options = CreateOptions.of(statement.options(), session.principal());
        checkReproducible(query);
        checkNames(SplitStream.schema(query.plan().schema(), options.splits()));
        String knownAt = KnownAt.check(query.tables(), options.knownAt());
        List<Manifest.LabelFrame> frames = keepFrames(context, query);
        Manifest draft = draft(context, statement, options, knownAt, frames);
        Manifest pending = lake.registry().change(draft.dataset(), entries -> {
            checkDatasetsRead(entries, draft);
            return numbered(draft, entries.nextVersion(draft.dataset()));
        });
        try {
            Manifest pinned = pin(pending);
            Manifest complete = run(context, query, options, pinned);
            return lake.registry().change(complete.dataset(), entries -> committed(entries, complete));
        } catch (RuntimeException e) {
            lake.undo(pending);
            throw e;
        }
    }

    private static void checkReproducible(DatasetQuery query) {
        if (!query.plan().isReplayable()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The query does not give the same rows when it is run again (a random value, or rows in no order"
                            + " under LIMIT), so it cannot become a training dataset; leave that out");
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

    private List<Manifest.LabelFrame> keepFrames(ExecutionContext context, DatasetQuery query) {
        Set<String> read = new HashSet<>(query.plan().pins().frameIds());
        List<Frame> frames = query.statement().temporaryTables().all().stream()
                .filter(frame -> read.contains(frame.id()))
                .toList();
        return frames.stream().map(frame -> lake.frames().keep(context, frame)).toList();
    }

    private Manifest draft(
            ExecutionContext context,
            TrainingStatement.Create create,
            CreateOptions options,
            String knownAt,
            List<Manifest.LabelFrame> frames) {
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
                ManifestJson.tree(SplitStream.schema(query.plan().schema(), options.splits()).toJson()),
                query.tables().stream().map(SourceTables::of).toList(),
                frames,
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
                lake.processes().self());
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

    private static Manifest numbered(Manifest draft, int version) {
        return new Manifest(
                draft.formatVersion(),
                draft.dataset(),
                version,
                draft.state(),
                draft.createdAt(),
                draft.owner(),
                draft.description(),
                draft.tags(),
                draft.query(),
                draft.outputSchema(),
                draft.tables(),
                draft.labelFrames(),
                draft.knownAt(),
                draft.splits(),
                draft.engineVersion(),
                draft.semanticsVersion(),
                draft.contents(),
                draft.pin(),
                draft.pinned(),
                draft.materialized(),
                draft.dropped(),
                draft.rebuilt(),
                draft.creator());
    }

    private Manifest pin(Manifest manifest) {
        if (manifest.pin().equals(CreateOptions.PIN_NONE)) {
            return manifest;
        }
        boolean all = true;
        for (Manifest.SourceTable source : lake.registry().entries().sources(manifest)) {
            all &= !source.hasSnapshot() || hold(source, manifest.pin());
        }
        return manifest.withPinned(all);
    }

    private boolean hold(Manifest.SourceTable source, String policy) {
        try {
            lake.tags().hold(source);
            return true;
        } catch (GodwitException e) {
            if (policy.equals(CreateOptions.PIN_REQUIRED)) {
                throw e;
            }
            return false;
        }
    }

    private Manifest run(ExecutionContext context, DatasetQuery query, CreateOptions options, Manifest manifest) {
        Digest salt = RowHashFile.newSalt();
        String location = lake.rowHashLocation(manifest);
        try (RowHashFile hashes = new RowHashFile(lake.io().newOutputFile(location), salt);
                DigestedStream rows = new DigestedStream(rows(context, query, options), hashes)) {
            Manifest.Location table = options.materialize() ? write(context, rows, manifest) : drain(context, rows);
            hashes.close();
            Manifest.Contents contents =
                    Manifest.Contents.of(rows.digest(), new Manifest.Contents.RowHashes(location, salt.toString()));
            Manifest complete = manifest.withContents(contents).withState(Manifest.State.COMMITTED);
            return table == null ? complete : complete.withMaterialized(table);
        }
    }

    private static BatchStream rows(ExecutionContext context, DatasetQuery query, CreateOptions options) {
        BatchStream rows = query.plan().execute(context, query.parameters());
        return SplitStream.over(rows, options.splits(), context.allocator());
    }

    private static Manifest.@Nullable Location drain(ExecutionContext context, DigestedStream rows) {
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            batch.close();
            context.cancellation().check();
        }
        return null;
    }

    private Manifest.Location write(ExecutionContext context, DigestedStream rows, Manifest manifest) {
        TableName target = new TableName(manifest.query().catalog(), DatasetLake.originalTable(manifest));
        WriteReceipt receipt = writer.write(context, rows, target, WriteMode.CREATE);
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
