package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.Cancellation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Inputs to be joined, and the conditions between them over the columns of all inputs side by side. */
final class JoinGraph {
    /** @param columns which column of all inputs each column of {@code rel} is */
    private record Part(RelNode rel, List<Integer> columns, ImmutableBitSet columnSet) {
        Part(RelNode rel, List<Integer> columns) {
            this(rel, columns, ImmutableBitSet.of(columns));
        }
    }

    private record Condition(RexNode predicate, ImmutableBitSet columns) {
        boolean isWithin(Part left, Part right) {
            return left.columnSet.union(right.columnSet).contains(columns);
        }

        boolean connects(Part left, Part right) {
            return columns.intersects(left.columnSet) && columns.intersects(right.columnSet) && isWithin(left, right);
        }
    }

    private record Pair(Part left, Part right) {}

    private final RelBuilder builder;
    private final Cancellation cancellation;
    private final RelMetadataQuery metadata;
    private final List<Part> parts = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<Pair, Part> candidates = new HashMap<>();

    JoinGraph(List<RelNode> inputs, List<RexNode> predicates, RelBuilder builder, Cancellation cancellation) {
        this.builder = builder;
        this.cancellation = cancellation;
        this.metadata = inputs.get(0).getCluster().getMetadataQuery();
        int column = 0;
        for (RelNode input : inputs) {
            int end = column + input.getRowType().getFieldCount();
            parts.add(new Part(input, IntStream.range(column, end).boxed().toList()));
            column = end;
        }
        predicates.forEach(each -> conditions.add(new Condition(each, RelOptUtil.InputFinder.bits(each))));
    }

    /** All inputs joined, with the columns in their first order. */
    RelNode join(RelDataType rowType) {
        while (parts.size() > 1) {
            cancellation.check();
            Pair pair = smallestJoin();
            if (pair == null) {
                pair = smallestInputs();
            }
            Part joined = joined(pair);
            conditions.removeIf(condition -> condition.isWithin(joined, joined));
            parts.set(parts.indexOf(pair.left), joined);
            parts.remove(pair.right);
        }
        Part all = parts.get(0);
        builder.push(all.rel);
        List<RexNode> columns = IntStream.range(0, rowType.getFieldCount())
                .<RexNode>mapToObj(column -> builder.field(all.columns.indexOf(column)))
                .toList();
        return builder.project(columns, rowType.getFieldNames(), true).build();
    }

    private @Nullable Pair smallestJoin() {
        Pair smallest = null;
        double fewest = Double.POSITIVE_INFINITY;
        for (int left = 0; left < parts.size(); left++) {
            for (int right = left + 1; right < parts.size(); right++) {
                Pair pair = new Pair(parts.get(left), parts.get(right));
                if (conditions.stream().noneMatch(each -> each.connects(pair.left, pair.right))) {
                    continue;
                }
                double rows = metadata.getRowCount(joined(pair).rel);
                if (smallest == null || rows < fewest) {
                    smallest = pair;
                    fewest = rows;
                }
            }
        }
        return smallest;
    }

    private Pair smallestInputs() {
        List<Part> smallest = parts.stream()
                .sorted(Comparator.comparingDouble(part -> metadata.getRowCount(part.rel)))
                .limit(2)
                .toList();
        return new Pair(smallest.get(0), smallest.get(1));
    }

    private Part joined(Pair pair) {
        return candidates.computeIfAbsent(pair, this::join);
    }

    private Part join(Pair pair) {
        List<Integer> columns = new ArrayList<>(pair.left.columns);
        columns.addAll(pair.right.columns);
        RexShuttle toJoin = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(columns.indexOf(ref.getIndex()), ref.getType());
            }
        };
        List<RexNode> applicable = conditions.stream()
                .filter(condition -> condition.isWithin(pair.left, pair.right))
                .map(condition -> condition.predicate.accept(toJoin))
                .toList();
        RelNode join = builder.push(pair.left.rel)
                .push(pair.right.rel)
                .join(JoinRelType.INNER, applicable)
                .build();
        return new Part(join, List.copyOf(columns));
    }
}
