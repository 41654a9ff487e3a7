package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.filter.ColumnKeys;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Reads an Iceberg table: only the columns needed, only the rows for which the pushed filter is true. */
record ScanPlan(TableScan scan) implements PhysicalPlan {
    @Override
    public Schema schema() {
        return scan.schema();
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        String columns =
                scan.projection().columns().stream().map(NestedField::name).collect(Collectors.joining(", "));
        String filter = scan.filter() == Expressions.alwaysTrue() ? "" : " filter " + scan.filter();
        String limit = scan.limit() == TableScan.NO_LIMIT ? "" : " limit " + scan.limit();
        return "Scan " + scan.table() + " [" + columns + "]" + filter + limit;
    }

    @Override
    public @Nullable PhysicalPlan shard(Shard shard) {
        return scan.limit() == TableScan.NO_LIMIT ? new ScanPlan(scan.shard(shard)) : null;
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return scan.open(context, measured(profile));
    }

    /** A limit counts rows before they are looked up, and so takes no keys. */
    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        List<ColumnKeys> among = scan.limit() == TableScan.NO_LIMIT ? columnKeys(keys) : List.of();
        return scan.open(context, measured(profile), among);
    }

    private List<ColumnKeys> columnKeys(List<InputKeys> keys) {
        return keys.stream()
                .map(wanted -> new ColumnKeys(
                        scan.projection().columns().get(wanted.column()).name(), wanted.keys(), wanted.nullsWanted()))
                .toList();
    }

    @Override
    public FeatureSource features(ExecutionProfile profile) {
        return scan.features(measured(profile));
    }

    private ScanMetrics measured(ExecutionProfile profile) {
        ScanMetrics metrics = new ScanMetrics();
        profile.add(this, metrics::describe);
        return metrics;
    }
}
