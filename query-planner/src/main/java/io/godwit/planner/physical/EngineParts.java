package io.godwit.planner.physical;

import io.godwit.planner.rel.NativeInput;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexOver;

/**
 * Parts of a sub-plan that the engine runs by themselves before the rest, so that their keys filter other inputs: conditions
 * that no scan applies, over one input or what is aggregated of it, where few rows are expected to meet them.
 */
final class EngineParts {
    private final Predicate<RelNode> isNativeInput;
    private final Set<RelNode> parts = Collections.newSetFromMap(new IdentityHashMap<>());

    private EngineParts(Predicate<RelNode> isNativeInput) {
        this.isNativeInput = isNativeInput;
    }

    /** No part is run by itself. */
    static EngineParts none(Predicate<RelNode> isNativeInput) {
        return new EngineParts(isNativeInput);
    }

    /** @param isNativeInput whether rows of a node come out of native operators */
    static EngineParts of(RelNode plan, Predicate<RelNode> isNativeInput) {
        EngineParts candidates = new EngineParts(isNativeInput);
        candidates.collect(plan, false);
        if (candidates.parts.isEmpty()) {
            return candidates;
        }
        EngineRegion region = new EngineRegion(candidates::isInput);
        RelNode cut = region.cut(plan);
        Set<Integer> sources = new HashSet<>();
        KeyFilterChoice.choose(cut, region.inputs())
                .forEach(filter -> sources.add(filter.source().input()));
        EngineParts chosen = new EngineParts(isNativeInput);
        for (NativeInput input : region.inputs()) {
            RelNode part = withoutNarrowing(input.producer());
            if (sources.contains(input.ordinal()) && candidates.parts.contains(part)) {
                chosen.parts.add(part);
            }
        }
        return chosen;
    }

    /** A region leaves columns out that nobody reads. */
    private static RelNode withoutNarrowing(RelNode producer) {
        return producer instanceof Project ? producer.getInput(0) : producer;
    }

    /** Whether rows of a node come into the rest of the sub-plan as a stream. */
    boolean isInput(RelNode rel) {
        return parts.contains(rel) || isNativeInput.test(rel);
    }

    /** Only beneath something else: a part that is all there is filters nothing. */
    private void collect(RelNode rel, boolean isBeneath) {
        if (isBeneath && rel instanceof Filter && isPart(rel.getInput(0))) {
            parts.add(rel);
        } else {
            rel.getInputs().forEach(input -> collect(input, true));
        }
    }

    private boolean isPart(RelNode rel) {
        boolean isPlain = rel instanceof Filter
                || rel instanceof Aggregate
                || (rel instanceof Project project && !RexOver.containsOver(project.getProjects(), null));
        return isNativeInput.test(rel) || (isPlain && isPart(rel.getInput(0)));
    }
}
