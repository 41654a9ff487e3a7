package io.godwit.planner.physical;

import io.godwit.planner.rel.DistinctCounts;
import io.godwit.planner.rel.NativeInput;
import io.godwit.planner.scan.filter.KeySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.RelMetadataQuery;

/**
 * Chooses which inputs of a sub-plan are read first so that their keys filter others. The input expected to have fewest rows
 * is taken, filters what it can, and thereby makes others smaller, which then filter in their turn:
 *
 * <pre>
 *   region (1 row) ─▶ nation (5) ─▶ customer (30,000) ─▶ orders (45,000) ─▶ lineitem, read as it is joined
 * </pre>
 */
final class KeyFilterChoice {
    /** Below this a filter saves less than reading one input after the other costs. */
    private static final double FEWEST_TARGET_ROWS = 10_000;

    private static final double MOST_PASSING = 0.5;

    private final RelMetadataQuery metadata;
    private final List<NativeInput> inputs;
    private final List<KeyFilter> possible;
    private final double[] rows;
    private final Map<KeyFilter.Column, Double> values = new HashMap<>();

    private KeyFilterChoice(RelNode plan, List<NativeInput> inputs) {
        this.metadata = plan.getCluster().getMetadataQuery();
        this.inputs = inputs;
        this.possible =
                KeyColumns.filters(plan).filter(this::isComparable).distinct().toList();
        this.rows = inputs.stream()
                .mapToDouble(input -> metadata.getRowCount(input.producer()))
                .toArray();
    }

    /**
     * @param plan the sub-plan
     * @param inputs its inputs, by ordinal
     * @return filters whose sources are read in their order; no source is the target of a later one
     */
    static List<KeyFilter> choose(RelNode plan, List<NativeInput> inputs) {
        return new KeyFilterChoice(plan, inputs).choose();
    }

    private List<KeyFilter> choose() {
        List<KeyFilter> chosen = new ArrayList<>();
        Set<Integer> read = new HashSet<>();
        for (int source = smallest(read); source >= 0; source = smallest(read)) {
            read.add(source);
            for (KeyFilter filter : possible) {
                if (filter.source().input() == source
                        && !read.contains(filter.target().input())
                        && pays(filter)) {
                    chosen.add(filter);
                    narrow(filter);
                }
            }
        }
        return chosen.stream()
                .filter(filter -> isWorthIt(filter.target().input(), chosen, new HashSet<>()))
                .toList();
    }

    /** Whether an input is large, or filters one that is. */
    private boolean isWorthIt(int target, List<KeyFilter> filters, Set<Integer> seen) {
        return metadata.getRowCount(inputs.get(target).producer()) >= FEWEST_TARGET_ROWS
                || filters.stream()
                        .filter(filter -> filter.source().input() == target
                                && seen.add(filter.target().input()))
                        .anyMatch(filter -> isWorthIt(filter.target().input(), filters, seen));
    }

    private int smallest(Set<Integer> read) {
        int smallest = -1;
        for (int input = 0; input < rows.length; input++) {
            boolean isOpen = !read.contains(input) && rows[input] <= HeldInput.MOST_ROWS;
            smallest = isOpen && (smallest < 0 || rows[input] < rows[smallest]) ? input : smallest;
        }
        return smallest;
    }

    private boolean pays(KeyFilter filter) {
        double targetRows = rows[filter.target().input()];
        return rows[filter.source().input()] <= targetRows && passing(filter) <= MOST_PASSING;
    }

    private void narrow(KeyFilter filter) {
        double passing = passing(filter);
        values.merge(filter.target(), keys(filter.source()), Math::min);
        rows[filter.target().input()] *= passing;
    }

    /** Which part of the target's rows is expected to have one of the source's keys. */
    private double passing(KeyFilter filter) {
        double all = DistinctCounts.together(count(filter.source()), count(filter.target()))
                .orElseGet(() -> Math.min(rowsOfTable(filter.source()), rowsOfTable(filter.target())));
        double left = Math.min(all, values.getOrDefault(filter.target(), all));
        return Math.min(1, keys(filter.source()) / left);
    }

    private double keys(KeyFilter.Column column) {
        double most = values.getOrDefault(
                column, count(column).map(DistinctCounts.Count::values).orElse(Double.POSITIVE_INFINITY));
        return Math.min(rows[column.input()], most);
    }

    private java.util.Optional<DistinctCounts.Count> count(KeyFilter.Column column) {
        return DistinctCounts.of(producer(column), column.column(), metadata);
    }

    private double rowsOfTable(KeyFilter.Column column) {
        return DistinctCounts.rowsOfTable(producer(column), column.column(), metadata);
    }

    private RelNode producer(KeyFilter.Column column) {
        return inputs.get(column.input()).producer();
    }

    private boolean isComparable(KeyFilter filter) {
        return filter.source().input() != filter.target().input()
                && KeySet.canHold(field(filter.source()))
                && KeySet.canHold(field(filter.target()));
    }

    private Field field(KeyFilter.Column column) {
        return io.godwit.planner.rel.ArrowTypes.schema(producer(column).getRowType())
                .getFields()
                .get(column.column());
    }
}
