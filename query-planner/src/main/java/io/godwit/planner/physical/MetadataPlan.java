package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.scan.metadata.ColumnAggregate;
import io.godwit.planner.scan.metadata.MetadataAnswer;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.expressions.Expressions;

/**
 * Aggregates over a table, from its metadata where that tells all of them exactly. Which of the two it is shows when it is
 * opened, since manifests are not read to plan.
 *
 * @param reading computes the same from the table's rows
 */
record MetadataPlan(TableScan scan, List<ColumnAggregate> aggregates, Schema schema, PhysicalPlan reading)
        implements PhysicalPlan {
    MetadataPlan {
        aggregates = List.copyOf(aggregates);
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of(reading);
    }

    @Override
    public String describe() {
        String filter = scan.filter() == Expressions.alwaysTrue() ? "" : " filter " + scan.filter();
        return aggregates.stream()
                .map(ColumnAggregate::toString)
                .collect(Collectors.joining(", ", "Metadata of " + scan.table() + " [", "]" + filter + ", else"));
    }

    @Override
    public boolean isDeterministic() {
        return true;
    }

    @Override
    public boolean isStable() {
        return true;
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        MetadataAnswer answer = scan.aggregateFromMetadata(context, aggregates);
        profile.add(this, () -> (answer.values() == null ? "not answered: " : "answered ") + answer.why());
        return answer.values() == null
                ? reading.openTimed(context, profile)
                : answer.stream(context, aggregates, schema);
    }
}
