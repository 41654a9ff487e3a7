package io.godwit.planner.training.reproduce;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.digest.Digest;
import io.godwit.planner.digest.DigestedStream;
import io.godwit.planner.digest.TableDigest;
import io.godwit.planner.training.hash.FoundHashes;
import io.godwit.planner.training.hash.HashDifference;
import io.godwit.planner.training.hash.RowHashReader;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.DatasetPin;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.Registry;
import io.godwit.planner.training.registry.RegistryEntries;
import io.godwit.planner.training.registry.TableSnapshot;
import io.godwit.planner.training.registry.VerdictKind;
import io.godwit.planner.training.split.SplitStream;
import io.godwit.planner.training.statement.QueryRunner;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a version's query again over its tables as they were, or as near as can be, and says whether the rows are the same.
 * Rows of a version that was dropped are written on the way, so that an EXACT has them back at once.
 */
public final class Reproduction {
    private static final String ROWS = "total-records";

    private final DatasetLake lake;
    private final Catalogs catalogs;
    private final LakeWriter writer;
    private final QueryRunner runner;

    public Reproduction(DatasetLake lake, Catalogs catalogs, LakeWriter writer, QueryRunner runner) {
        this.lake = lake;
        this.catalogs = catalogs;
        this.writer = writer;
        this.runner = runner;
    }

    /** What would be read, and what is missing. Reads metadata only. */
    public List<SourceState> assess(Manifest manifest) {
        SourceAssessment assessment = new SourceAssessment(lake.tags());
        return manifest.tables().stream().map(assessment::assess).toList();
    }

    /** The first of the snapshots that is not in its table any more, though nothing holds it for the version. */
    public Optional<TableSnapshot> expired(Manifest manifest, List<TableSnapshot> snapshots) {
        return snapshots.stream()
                .filter(each -> !manifest.pinned() && each.exists())
                .filter(each -> lake.tags()
                        .load(each)
                        .map(table -> table.snapshot(each.snapshotId()))
                        .isEmpty())
                .findFirst();
    }

    /** What is missing, in words. */
    List<String> missing(Manifest manifest, List<SourceState> states) {
        List<String> missing = new ArrayList<>();
        states.stream().filter(SourceState::isMissing).forEach(state -> missing.add(requireNonNull(state.missing())));
        manifest.labelFrames().stream()
                .filter(frame -> !lake.frames().exists(frame))
                .forEach(frame -> missing.add("label frame %s at %s".formatted(frame.name(), frame.location())));
        return missing;
    }

    public Verdict reproduce(ExecutionContext context, Manifest manifest, StatementContext session) {
        List<SourceState> states = assess(manifest);
        List<String> missing = missing(manifest, states);
        if (missing.isEmpty()) {
            missing.addAll(restoreDatasetsRead(context, manifest, session));
        }
        if (!missing.isEmpty()) {
            return Verdict.impossible(manifest, paths(states, Map.of()), missing);
        }
        lake.dropRebuilt(manifest);
        Manifest.Rebuilt begun = begin(manifest);
        try {
            return rebuild(context, manifest, session, states, begun);
        } catch (RuntimeException e) {
            end(manifest, begun, null, null);
            if (isGone(e)) {
                return Verdict.impossible(manifest, paths(states, Map.of()), List.of("a file: " + rootMessage(e)));
            }
            throw e;
        }
    }

    /** Has the versions that the query reads back first, and says which could not be had as they were. */
    private List<String> restoreDatasetsRead(ExecutionContext context, Manifest manifest, StatementContext session) {
        RegistryEntries entries = lake.registry().entries();
        List<String> missing = new ArrayList<>();
        for (DatasetPin pin : manifest.datasetsRead()) {
            Manifest read = entries.find(pin).orElse(null);
            if (read == null) {
                missing.add("training dataset %s version %d was purged"
                        .formatted(pin.asked().dataset(), pin.number()));
            } else if (!isReadable(entries, read)) {
                Verdict verdict = reproduce(context, read, session);
                if (verdict.verdict() != VerdictKind.EXACT) {
                    missing.add("training dataset %s comes out %s: %s"
                            .formatted(read.fullName(), verdict.verdict(), String.join("; ", verdict.reasons())));
                }
            }
        }
        return missing;
    }

    /** Whether the rows of a version are there, or its query can run without a rebuild. */
    private boolean isReadable(RegistryEntries entries, Manifest manifest) {
        Manifest.Rebuilt rebuilt = manifest.rebuilt();
        if (manifest.materialized() != null || manifest.dropped()) {
            return manifest.materialized() != null;
        }
        List<SourceState> states = assess(manifest);
        boolean asItWas = rebuilt != null && rebuilt.cameOutExact()
                ? expired(manifest, rebuilt.standsOn()).isEmpty()
                : states.stream().allMatch(state -> state.path() == SourceState.Path.SNAPSHOT);
        return asItWas
                && missing(manifest, states).isEmpty()
                && manifest.datasetsRead().stream()
                        .allMatch(pin -> entries.find(pin)
                                .filter(read -> isReadable(entries, read))
                                .isPresent());
    }

    /** Puts down what is about to be made, so that it can be removed if this process dies. */
    private Manifest.Rebuilt begin(Manifest manifest) {
        String suffix = UUID.randomUUID().toString().substring(0, 8);
        TableIdentifier table = TableIdentifier.of(
                Registry.NAMESPACE, "%s_v%d_%s".formatted(manifest.dataset(), manifest.version(), suffix));
        Manifest.Location location =
                manifest.dropped() ? new Manifest.Location(manifest.query().catalog(), table.toString(), "", -1) : null;
        String directory = "%s/rebuilt/%s-v%d-%s"
                .formatted(lake.registry().location(), manifest.dataset(), manifest.version(), suffix);
        Manifest.Rebuilt begun = new Manifest.Rebuilt(
                null,
                manifest.query().pins(),
                location,
                directory,
                List.of(),
                lake.processes().self());
        lake.registry()
                .change(
                        manifest.dataset(),
                        entries -> present(entries, manifest).withRebuilt(begun));
        return begun;
    }

    private static Manifest present(RegistryEntries entries, Manifest manifest) {
        return entries.find(manifest.dataset(), manifest.version())
                .filter(Manifest::isCommitted)
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.NOT_FOUND,
                        "Training dataset %s was removed meanwhile".formatted(manifest.fullName())));
    }

    private Verdict rebuild(
            ExecutionContext context,
            Manifest manifest,
            StatementContext session,
            List<SourceState> states,
            Manifest.Rebuilt begun) {
        SourceRebuild rebuild = new SourceRebuild(catalogs, lake.tags(), requireNonNull(begun.directory()));
        Map<Manifest.SourceTable, Pins.Pin> rebuilt = new LinkedHashMap<>();
        states.forEach(state -> rebuilt.put(state.source(), rebuild.pin(context, state)));
        List<Pins.Pin> pins = pins(manifest, rebuilt);
        PreparedQuery query =
                runner.prepare(context, manifest.query().sql(), statement(context, manifest, session, pins));
        Digest salt = Digest.parse(contents(manifest).rowHashes().salt());
        try (FoundHashes hashes = new FoundHashes(context.spill().newFile(".hashes"), salt);
                DigestedStream rows = new DigestedStream(
                        context,
                        SplitStream.over(
                                query.execute(context, parameters(manifest)), manifest.splits(), context.allocator()),
                        hashes)) {
            Manifest.Location written = write(context, rows, begun.materialized());
            Verdict verdict = judge(context, manifest, rows.digest(), hashes, paths(states, rebuilt));
            end(
                    manifest,
                    begun,
                    verdict,
                    new Manifest.Rebuilt(
                            verdict.verdict().name(),
                            pins,
                            written,
                            keptDirectory(states, begun),
                            states.stream().map(SourceState::standsOn).toList(),
                            begun.worker()));
            return verdict;
        }
    }

    /** A query that reads snapshots through their own metadata needs no files of ours. */
    private static @Nullable String keptDirectory(List<SourceState> states, Manifest.Rebuilt begun) {
        return states.stream().allMatch(state -> state.path() == SourceState.Path.SNAPSHOT) ? null : begun.directory();
    }

    /** The pins of the query, those of tables in the state they are rebuilt to. */
    private static List<Pins.Pin> pins(Manifest manifest, Map<Manifest.SourceTable, Pins.Pin> rebuilt) {
        return manifest.query().pins().stream()
                .map(pin -> rebuilt.entrySet().stream()
                        .filter(table -> table.getKey().asPin().equals(pin))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(pin))
                .toList();
    }

    /** The session in which the query means what it meant. */
    public StatementContext statement(
            ExecutionContext context, Manifest manifest, StatementContext session, List<Pins.Pin> pins) {
        Manifest.Query query = manifest.query();
        List<String> frameIds =
                manifest.labelFrames().stream().map(Manifest.LabelFrame::id).toList();
        return new StatementContext(
                session.principal(),
                session.policyVersion(),
                query.catalog(),
                query.namespace(),
                ZoneId.of(query.zone()),
                query.options(),
                lake.frames().open(context, manifest.labelFrames()),
                new Pins(Instant.parse(query.instant()), pins, frameIds));
    }

    public static Parameters parameters(Manifest manifest) {
        List<@Nullable Object> values = new ArrayList<>();
        manifest.query().parameters().forEach(stored -> values.add(stored.value()));
        return new Parameters(values);
    }

    private Manifest.@Nullable Location write(
            ExecutionContext context, DigestedStream rows, Manifest.@Nullable Location target) {
        if (target == null) {
            for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
                batch.close();
                context.cancellation().check();
            }
            return null;
        }
        TableName table = new TableName(target.catalog(), TableIdentifier.parse(target.identifier()));
        WriteReceipt receipt = writer.write(context, rows, table, WriteMode.CREATE);
        return new Manifest.Location(
                target.catalog(), target.identifier(), receipt.metadataLocation(), receipt.snapshotId());
    }

    private Verdict judge(
            ExecutionContext context,
            Manifest manifest,
            TableDigest found,
            FoundHashes hashes,
            List<Verdict.TablePath> paths) {
        Manifest.Contents expected = contents(manifest);
        if (found.whole().toString().equals(expected.digest()) && found.rowCount() == expected.rowCount()) {
            return new Verdict(
                    VerdictKind.EXACT, expected.rowCount(), found.rowCount(), 0L, 0L, List.of(), paths, List.of());
        }
        HashDifference difference = HashDifference.between(
                new RowHashReader(lake.io().newInputFile(expected.rowHashes().location())),
                expected.rowCount(),
                hashes::forEach,
                found.rowCount(),
                context.memory());
        return new Verdict(
                VerdictKind.DIFFERENT,
                expected.rowCount(),
                found.rowCount(),
                difference.missing(),
                difference.unexpected(),
                differentColumns(expected, found),
                paths,
                List.of(reason(paths)));
    }

    private static String reason(List<Verdict.TablePath> paths) {
        boolean rebuilt = paths.stream().anyMatch(path -> !path.path().startsWith("by snapshot"));
        return rebuilt
                ? "a snapshot has expired, and rows updated or erased since then are absent from what is left"
                : "the same snapshots gave other rows: the engine changed, or files were tampered with";
    }

    private static List<String> differentColumns(Manifest.Contents expected, TableDigest found) {
        Map<String, String> before = new TreeMap<>();
        expected.columns().forEach(column -> before.put(column.name(), column.digest()));
        List<String> different = new ArrayList<>();
        for (TableDigest.Column column : found.columns()) {
            if (!column.digest().toString().equals(before.remove(column.name()))) {
                different.add(column.name());
            }
        }
        different.addAll(before.keySet());
        return different;
    }

    /**
     * Puts down what the rebuild left. An EXACT has the rows of the version back; a DIFFERENT keeps its rows apart; one
     * that failed leaves nothing.
     */
    private void end(
            Manifest manifest, Manifest.Rebuilt begun, @Nullable Verdict verdict, Manifest.@Nullable Rebuilt left) {
        if (left == null) {
            lake.dropRebuilt(manifest.withRebuilt(begun));
        }
        lake.registry().change(manifest.dataset(), entries -> ended(present(entries, manifest), verdict, left));
    }

    private static Manifest ended(Manifest present, @Nullable Verdict verdict, Manifest.@Nullable Rebuilt left) {
        if (left == null || verdict == null) {
            return present.withRebuilt(null);
        }
        if (verdict.verdict() == VerdictKind.EXACT && left.materialized() != null) {
            Manifest.Rebuilt withoutTable = new Manifest.Rebuilt(
                    left.verdict(), left.pins(), null, left.directory(), left.standsOn(), left.worker());
            return present.withMaterialized(left.materialized()).withRebuilt(withoutTable);
        }
        return present.withRebuilt(left);
    }

    private static Manifest.Contents contents(Manifest manifest) {
        return requireNonNull(manifest.contents(), "A committed version has contents");
    }

    private List<Verdict.TablePath> paths(List<SourceState> states, Map<Manifest.SourceTable, Pins.Pin> rebuilt) {
        List<Verdict.TablePath> paths = new ArrayList<>();
        for (SourceState state : states) {
            Manifest.SourceTable source = state.source();
            Pins.Pin pin = rebuilt.get(source);
            paths.add(new Verdict.TablePath(
                    source.fullName(),
                    source.snapshotId(),
                    state.path().toString(),
                    source.rowCount(),
                    pin == null ? -1 : rowCount(catalogs.pin(pin).snapshot())));
        }
        return paths;
    }

    private static long rowCount(@Nullable Snapshot snapshot) {
        if (snapshot == null || snapshot.summary() == null) {
            return snapshot == null ? 0 : -1;
        }
        return Long.parseLong(snapshot.summary().getOrDefault(ROWS, "-1"));
    }

    private static boolean isGone(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NotFoundException) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof NotFoundException)) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
