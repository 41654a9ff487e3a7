package io.godwit.planner.training.result;

import static io.godwit.planner.training.result.ResultTable.count;
import static io.godwit.planner.training.result.ResultTable.integer;
import static io.godwit.planner.training.result.ResultTable.text;
import static io.godwit.planner.training.result.ResultTable.truth;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.training.registry.DatasetLake;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.registry.ManifestJson;
import io.godwit.planner.training.registry.PinnedSnapshot;
import io.godwit.planner.training.registry.RegistryEntry;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** What statements about training datasets answer: the columns, and the rows that the registry alone gives. */
public final class StatementResults {
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

    private StatementResults() {}

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

    public static void addReceipt(ResultTable result, Manifest manifest) {
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

    public static void show(DatasetLake lake, ResultTable result) {
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

    public static void describe(DatasetLake lake, DatasetVersion version, ResultTable result) {
        Manifest manifest = lake.registry().entries().require(version);
        ManifestJson.tree(ManifestJson.write(manifest))
                .properties()
                .forEach(field -> result.add(
                        field.getKey(),
                        field.getValue().isValueNode()
                                ? field.getValue().asText()
                                : field.getValue().toString()));
    }

    public static void showPinned(ExecutionContext context, DatasetLake lake, ResultTable result) {
        for (PinnedSnapshot pinned : PinnedSnapshot.all(lake, context.clock().instant())) {
            List<String> datasets = new ArrayList<>();
            pinned.holders().forEach(entry -> datasets.add(entry.fullName()));
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
