package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.StrictMetricsEvaluator;
import org.apache.iceberg.io.CloseableIterable;

/** Counts rows by what manifests say of whole files. */
final class MetadataCount {
    private MetadataCount() {}

    /** The rows for which the filter is true, unless a file would have to be opened to tell. */
    static OptionalLong count(ExecutionContext context, PinnedTable table, Expression filter) {
        Snapshot snapshot = table.snapshot();
        if (snapshot == null) {
            return OptionalLong.of(0);
        }
        if (filter == Expressions.alwaysTrue() && table.exactRowCount().isPresent()) {
            return table.exactRowCount();
        }
        Optional<Expression> strict = StrictFilter.of(filter, table.schema());
        org.apache.iceberg.TableScan scan = table.table()
                .newScan()
                .useSnapshot(snapshot.snapshotId())
                .planWith(context.workers().scans());
        boolean sameNames = scan.schema().sameSchema(table.schema());
        return strict.isPresent() && sameNames ? count(scan, strict.get(), table) : OptionalLong.empty();
    }

    private static OptionalLong count(org.apache.iceberg.TableScan scan, Expression filter, PinnedTable table) {
        WholeFile wholeFile = new WholeFile(scan.schema(), filter);
        long rows = 0;
        try (CloseableIterable<FileScanTask> files =
                scan.filter(filter).includeColumnStats().planFiles()) {
            for (FileScanTask file : files) {
                if (!file.deletes().isEmpty() || !wholeFile.matches(file)) {
                    return OptionalLong.empty();
                }
                rows += file.file().recordCount();
            }
        } catch (IOException e) {
            throw new GodwitException(
                    ErrorCode.UNAVAILABLE, "Cannot read the manifests of %s: %s".formatted(table, e.getMessage()), e);
        }
        return OptionalLong.of(rows);
    }

    /** Whether the filter is true for every row of a file, by its partition or its statistics. */
    private record WholeFile(StrictMetricsEvaluator evaluator) {
        WholeFile(Schema schema, Expression filter) {
            this(new StrictMetricsEvaluator(schema, filter));
        }

        boolean matches(FileScanTask task) {
            DataFile file = task.file();
            return task.residual().op() == Expression.Operation.TRUE || evaluator.eval(file);
        }
    }
}
