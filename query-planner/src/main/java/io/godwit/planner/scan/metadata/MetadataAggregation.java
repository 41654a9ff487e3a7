package io.godwit.planner.scan.metadata;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.catalog.ManifestReading;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.filter.FilterColumns;
import io.godwit.planner.scan.plan.FilePlan;
import io.godwit.planner.scan.plan.SnapshotScan;
import io.godwit.planner.scan.plan.StrictFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Aggregates by what manifests say of whole files. */
public final class MetadataAggregation {
    private static final MetadataAnswer UNDECIDED =
            MetadataAnswer.unknown("bounds do not decide the filter for a file");

    private final ExecutionContext context;
    private final PinnedTable table;
    private final Expression filter;
    private final List<ColumnAggregate> aggregates;

    public MetadataAggregation(
            ExecutionContext context, PinnedTable table, Expression filter, List<ColumnAggregate> aggregates) {
        this.context = context;
        this.table = table;
        this.filter = filter;
        this.aggregates = aggregates;
    }

    /** The aggregates over the rows for which the filter is true, unless a file would have to be opened to tell. */
    public MetadataAnswer compute() {
        Snapshot snapshot = table.snapshot();
        if (snapshot == null) {
            return answer(new FileTotals(aggregates), "the table is empty");
        }
        return ManifestReading.of(table.name(), () -> compute(snapshot));
    }

    private MetadataAnswer compute(Snapshot snapshot) throws IOException {
        if (filter == Expressions.alwaysTrue() && aggregates.stream().allMatch(each -> each.column() == null)) {
            List<ManifestFile> data = snapshot.dataManifests(table.table().io());
            if (snapshot.deleteManifests(table.table().io()).isEmpty()
                    && data.stream().allMatch(this::tellsRows)) {
                return rows(data);
            }
        }
        return fromFiles(snapshot);
    }

    private boolean tellsRows(ManifestFile manifest) {
        return manifest.addedRowsCount() != null && manifest.existingRowsCount() != null;
    }

    /** The list of manifests says how many rows each one's files have. */
    private MetadataAnswer rows(List<ManifestFile> manifests) {
        long rows = 0;
        for (ManifestFile manifest : manifests) {
            rows += manifest.addedRowsCount() + manifest.existingRowsCount();
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < aggregates.size(); i++) {
            values.add(rows);
        }
        return MetadataAnswer.of(values, "from the list of manifests");
    }

    private MetadataAnswer fromFiles(Snapshot snapshot) throws IOException {
        org.apache.iceberg.TableScan scan = SnapshotScan.of(context, table, snapshot);
        Optional<Expression> strict = StrictFilter.of(filter, table);
        boolean sameNames = filter == Expressions.alwaysTrue() || scan.schema().sameSchema(table.schema());
        return strict.isPresent() && sameNames
                ? fromFiles(scan, strict.get())
                : MetadataAnswer.unknown("bounds do not decide the filter");
    }

    private MetadataAnswer fromFiles(org.apache.iceberg.TableScan scan, Expression strict) throws IOException {
        FileTotals totals = new FileTotals(aggregates);
        WholeFile wholeFile = new WholeFile(scan.schema(), strict);
        List<FileScanTask> known = FilePlan.known(table, scan.schema(), strict);
        if (known != null && !known.stream().allMatch(wholeFile::matches)) {
            return UNDECIDED;
        }
        int files = 0;
        try (CloseableIterable<FileScanTask> planned = scan.filter(strict)
                .includeColumnStats(columns(scan.schema(), strict))
                .planFiles()) {
            for (FileScanTask task : planned) {
                if (!task.deletes().isEmpty()) {
                    return MetadataAnswer.unknown("rows of a file are deleted");
                }
                if (!wholeFile.matches(task)) {
                    return UNDECIDED;
                }
                Optional<ColumnAggregate> open = totals.add(task);
                if (open.isPresent()) {
                    return MetadataAnswer.unknown("a file's entry does not tell " + open.get());
                }
                files++;
            }
        }
        return answer(totals, "from the manifests' entries of " + files + (files == 1 ? " file" : " files"));
    }

    private static MetadataAnswer answer(FileTotals totals, String from) {
        return MetadataAnswer.of(totals.values(), from);
    }

    /** Statistics of these are asked for; of five hundred columns they are most of what a manifest holds. */
    private Set<String> columns(Schema schema, Expression strict) {
        Stream<@Nullable String> aggregated = aggregates.stream()
                .map(ColumnAggregate::column)
                .filter(Objects::nonNull)
                .map(column ->
                        schema.findColumnName(Objects.requireNonNull(column).fieldId()));
        return Stream.concat(aggregated, FilterColumns.of(strict).stream())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether the filter is true for every row of a file, by its partition or its statistics. */
    private static final class WholeFile {
        private final Expression filter;
        private final StrictMetricsEvaluator bounds;
        private final Map<Integer, ResidualEvaluator> bySpec = new HashMap<>();

        WholeFile(Schema schema, Expression filter) {
            this.filter = filter;
            this.bounds = new StrictMetricsEvaluator(schema, filter);
        }

        boolean matches(FileScanTask task) {
            Expression residual = bySpec.computeIfAbsent(
                            task.file().specId(), none -> ResidualEvaluator.of(task.spec(), filter, true))
                    .residualFor(task.file().partition());
            return residual.op() == Expression.Operation.TRUE || bounds.eval(task.file());
        }
    }
}
