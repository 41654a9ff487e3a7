package io.godwit.planner.physical;

import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rule.RowStability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.calcite.plan.RelDigest;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.TableScan;

/**
 * Sub-plans that occur more than once in what the engine runs, as those of a WITH named twice do, and that it shall compute
 * once: such that make few rows of many. Not where another input's keys would filter an occurrence, since the others need its
 * rows as well.
 */
final class SharedSubPlans {
    private static final double LEAST_REDUCTION = 4;

    private final Map<RelNode, Integer> ordinals = new IdentityHashMap<>();

    private SharedSubPlans() {}

    static SharedSubPlans none() {
        return new SharedSubPlans();
    }

    /** @param isInput whether rows of a node come into the engine as a stream */
    static SharedSubPlans of(RelNode plan, Predicate<RelNode> isInput) {
        if (contains(plan, rel -> rel instanceof RepeatUnion || rel instanceof Correlate)) {
            return none();
        }
        Search search = new Search(isInput);
        search.collect(plan);
        return search.inputs > 1 && search.findsRepeated() ? search.choose(plan) : none();
    }

    /** Equal for all occurrences of a sub-plan; -1 where a node is not to be shared. */
    int ordinal(RelNode rel) {
        return ordinals.getOrDefault(rel, -1);
    }

    private static boolean contains(RelNode rel, Predicate<RelNode> wanted) {
        return wanted.test(rel) || rel.getInputs().stream().anyMatch(input -> contains(input, wanted));
    }

    /** What a sub-plan computes, of which tables at which snapshots: names alone do not tell the snapshot. */
    private record Meaning(RelDigest digest, List<Relation> tables) {}

    /** One occurrence, with the ordinals of the inputs beneath it. */
    private record Occurrence(int firstInput, int endInput) {
        boolean has(int input) {
            return firstInput <= input && input < endInput;
        }

        boolean isFilteredFromOutside(List<KeyFilter> filters) {
            return filters.stream()
                    .anyMatch(filter ->
                            has(filter.target().input()) && !has(filter.source().input()));
        }
    }

    private static final class Search {
        private final Predicate<RelNode> isInput;
        private final Map<RelNode, Meaning> meanings = new IdentityHashMap<>();
        private final Map<Meaning, List<Occurrence>> occurrences = new HashMap<>();
        private final Map<Meaning, Integer> chosen = new HashMap<>();
        /** The chosen ones as they occur; one node may occur more than once. */
        private final List<Integer> placed = new ArrayList<>();

        private int inputs;

        Search(Predicate<RelNode> isInput) {
            this.isInput = isInput;
        }

        /** In the order in which {@link EngineRegion} counts its inputs. */
        void collect(RelNode rel) {
            int first = inputs;
            for (RelNode input : rel.getInputs()) {
                if (isInput.test(input)) {
                    inputs++;
                } else {
                    collect(input);
                }
            }
            if (inputs > first) {
                List<Relation> tables = new ArrayList<>();
                addTables(rel, tables);
                Meaning meaning = new Meaning(rel.getRelDigest(), tables);
                meanings.put(rel, meaning);
                occurrences.computeIfAbsent(meaning, none -> new ArrayList<>()).add(new Occurrence(first, inputs));
            }
        }

        boolean findsRepeated() {
            return occurrences.values().stream().anyMatch(places -> places.size() > 1);
        }

        SharedSubPlans choose(RelNode plan) {
            EngineRegion region = new EngineRegion(isInput, none());
            List<KeyFilter> filters = KeyFilterChoice.choose(region.cut(plan), region.inputs());
            SharedSubPlans shared = new SharedSubPlans();
            choose(plan, filters, shared);
            // The other places may be within something larger that is shared.
            shared.ordinals.values().removeIf(ordinal -> Collections.frequency(placed, ordinal) == 1);
            return shared;
        }

        private void choose(RelNode rel, List<KeyFilter> filters, SharedSubPlans shared) {
            Meaning meaning = meanings.get(rel);
            List<Occurrence> places = meaning == null ? List.of() : occurrences.getOrDefault(meaning, List.of());
            if (places.size() > 1
                    && isShareable(rel)
                    && places.stream().noneMatch(place -> place.isFilteredFromOutside(filters))) {
                int ordinal = chosen.computeIfAbsent(meaning, none -> chosen.size());
                shared.ordinals.put(rel, ordinal);
                placed.add(ordinal);
                return;
            }
            rel.getInputs().stream().filter(isInput.negate()).forEach(input -> choose(input, filters, shared));
        }

        private static void addTables(RelNode rel, List<Relation> tables) {
            if (rel instanceof TableScan scan) {
                tables.add(BoundTable.relationOf(scan));
            }
            rel.getInputs().forEach(input -> addTables(input, tables));
        }

        /** Rows kept cost as much as rows read, so there must be few of them. */
        private static boolean isShareable(RelNode rel) {
            return contains(rel, node -> node instanceof Aggregate || node instanceof Join || node instanceof SetOp)
                    && rel.getRowType().getFieldCount() > 0
                    && RelOptUtil.getVariablesUsed(rel).isEmpty()
                    && RowStability.whatVaries(rel) == null
                    && rows(rel) * LEAST_REDUCTION <= rowsRead(rel);
        }

        private static double rowsRead(RelNode rel) {
            return rel instanceof TableScan
                    ? rows(rel)
                    : rel.getInputs().stream().mapToDouble(Search::rowsRead).sum();
        }

        private static double rows(RelNode rel) {
            return rel.getCluster().getMetadataQuery().getRowCount(rel);
        }
    }
}
