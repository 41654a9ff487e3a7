package io.godwit.planner.physical;

import io.godwit.planner.rel.NativeInput;
import io.godwit.planner.rel.SharedRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.tools.RelBuilder;

/**
 * The largest part of a plan, from a node downwards, that the other engine runs as a whole. It ends where rows come out of
 * native operators: there stands a {@link NativeInput} for a stream that has no column nobody reads.
 */
final class EngineRegion {
    private final Predicate<RelNode> isNativeInput;
    private final SharedSubPlans shared;
    private final List<NativeInput> inputs = new ArrayList<>();
    private final Map<Integer, SharedRows> sharedRows = new HashMap<>();

    /** @param isNativeInput whether rows of a node come out of native operators */
    EngineRegion(Predicate<RelNode> isNativeInput) {
        this(isNativeInput, SharedSubPlans.none());
    }

    /** @param shared what the engine computes once: there stands one {@link SharedRows} for all occurrences */
    EngineRegion(Predicate<RelNode> isNativeInput, SharedSubPlans shared) {
        this.isNativeInput = isNativeInput;
        this.shared = shared;
    }

    /** {@code rel} with native inputs in the place of what is beneath the region. */
    RelNode cut(RelNode rel) {
        int ordinal = shared.ordinal(rel);
        if (ordinal < 0) {
            return cutInputs(rel);
        }
        SharedRows known = sharedRows.get(ordinal);
        if (known == null) {
            known = new SharedRows(rel.getCluster(), ordinal, cutInputs(rel));
            sharedRows.put(ordinal, known);
        }
        return known;
    }

    private RelNode cutInputs(RelNode rel) {
        if (rel instanceof Project project && isNativeInput.test(project.getInput()) && readsLess(project)) {
            return cutBelow(project);
        }
        if (rel instanceof Aggregate aggregate && readsNothing(aggregate) && isNativeInput.test(aggregate.getInput())) {
            return aggregate.copy(aggregate.getTraitSet(), List.of(input(withoutColumns(aggregate.getInput()))));
        }
        List<RelNode> newInputs = rel.getInputs().stream()
                .map(input -> isNativeInput.test(input) ? input(input) : cut(input))
                .toList();
        return rel.getInputs().isEmpty() ? rel : rel.copy(rel.getTraitSet(), newInputs);
    }

    /** The native inputs, by ordinal. */
    List<NativeInput> inputs() {
        return inputs;
    }

    private RelNode input(RelNode producer) {
        NativeInput input = new NativeInput(producer.getCluster(), inputs.size(), producer);
        inputs.add(input);
        return input;
    }

    private static boolean readsNothing(Aggregate aggregate) {
        return aggregate.getGroupCount() == 0
                && aggregate.getAggCallList().stream().allMatch(EngineRegion::readsNothing);
    }

    private static boolean readsNothing(AggregateCall call) {
        return call.getArgList().isEmpty()
                && !call.hasFilter()
                && call.getCollation().getFieldCollations().isEmpty();
    }

    /** As many rows of a constant: a stream has a column. */
    private static RelNode withoutColumns(RelNode rows) {
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(rows.getCluster(), null);
        builder.push(rows);
        return builder.project(builder.literal(true)).build();
    }

    private static boolean readsLess(Project project) {
        return RelOptUtil.InputFinder.bits(project.getProjects(), null).cardinality()
                < project.getInput().getRowType().getFieldCount();
    }

    /** Expressions over a scan: the native side passes on only the columns they read. */
    private RelNode cutBelow(Project project) {
        List<Integer> used =
                RelOptUtil.InputFinder.bits(project.getProjects(), null).asList();
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(project.getCluster(), null);
        builder.push(project.getInput());
        RelNode narrowed = builder.project(builder.fields(used)).build();
        List<RexNode> expressions = project.getProjects().stream()
                .map(expression -> expression.accept(new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return new RexInputRef(used.indexOf(ref.getIndex()), ref.getType());
                    }
                }))
                .toList();
        return project.copy(project.getTraitSet(), input(narrowed), expressions, project.getRowType());
    }
}
