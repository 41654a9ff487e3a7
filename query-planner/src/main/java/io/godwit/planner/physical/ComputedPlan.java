package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.rel.Relation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows Godwit makes itself, with all columns.
 *
 * @param columns those that are read
 */
record ComputedPlan(Relation.Computed relation, Set<Integer> columns) implements PhysicalPlan {
    static ComputedPlan of(Relation.Computed relation) {
        int all = relation.schema().getFields().size();
        return new ComputedPlan(relation, IntStream.range(0, all).boxed().collect(Collectors.toSet()));
    }

    ComputedPlan reading(List<Integer> used) {
        return new ComputedPlan(relation, Set.copyOf(used));
    }

    @Override
    public Schema schema() {
        return relation.schema();
    }

    @Override
    public List<PhysicalPlan> inputs() {
        return List.of();
    }

    @Override
    public String describe() {
        return "Compute " + relation.name();
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return relation.rows().apply(context, columns);
    }
}
