package io.godwit.planner.physical;

import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.planner.physical.PointInTimePlan.Feature;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.PointInTimeJoin;
import io.godwit.planner.rel.Relation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.util.mapping.IntPair;

/**
 * Plans point-in-time joins that stand on one another. As long as a join's condition names columns of the labels only, it
 * is of their level and shares the pass over them; one that names an earlier feature's column begins the next level.
 */
final class LevelPlanner {
    private final Function<RelNode, PhysicalPlan> inputs;

    /** @param inputs plans what is beneath the joins */
    LevelPlanner(Function<RelNode, PhysicalPlan> inputs) {
        this.inputs = inputs;
    }

    /** A point-in-time join, or the LEFT JOIN of labels to a static table by equalities alone. */
    static boolean isNative(RelNode rel) {
        return rel instanceof PointInTimeJoin || (rel instanceof Join join && isStatic(join) && joinsLabels(join));
    }

    /** {@code IS NOT DISTINCT FROM} counts as an equality, too, but here null matches nothing. */
    private static boolean isStatic(Join join) {
        JoinInfo info = join.analyzeCondition();
        return join.getJoinType() == JoinRelType.LEFT
                && info.isEqui()
                && !info.nullExclusionFlags.contains(false)
                && !info.leftKeys.isEmpty()
                && info.leftKeys.stream().noneMatch(key -> isFloating(join.getLeft(), key))
                && join.getVariablesSet().isEmpty();
    }

    private static boolean isFloating(RelNode rel, int column) {
        return org.apache.calcite.sql.type.SqlTypeName.APPROX_TYPES.contains(
                rel.getRowType().getFieldList().get(column).getType().getSqlTypeName());
    }

    /** Whether the left side is what a training query starts from: an uploaded frame, or labels joined already. */
    private static boolean joinsLabels(RelNode rel) {
        if (rel instanceof PointInTimeJoin) {
            return true;
        } else if (rel instanceof TableScan scan) {
            BoundTable table = scan.getTable().unwrap(BoundTable.class);
            return table != null && table.relation() instanceof Relation.Uploaded;
        } else if (rel instanceof Join join) {
            return isStatic(join) && joinsLabels(join.getLeft());
        }
        return rel.getInputs().size() == 1 && joinsLabels(rel.getInput(0));
    }

    PhysicalPlan plan(RelNode top) {
        Deque<RelNode> joins = new ArrayDeque<>();
        RelNode labels = top;
        while (isNative(labels)) {
            joins.push(labels);
            labels = labels.getInput(0);
        }
        PhysicalPlan current = inputs.apply(labels);
        List<Feature> level = new ArrayList<>();
        for (RelNode join : joins) {
            Feature feature = feature(join);
            if (greatestLabelColumn(feature) >= width(current)) {
                current = new PointInTimePlan(current, all(width(current)), level);
                level = new ArrayList<>();
            }
            level.add(feature);
        }
        return new PointInTimePlan(current, all(width(current)), level);
    }

    private static int width(PhysicalPlan plan) {
        return plan.schema().getFields().size();
    }

    private static List<Integer> all(int columns) {
        return IntStream.range(0, columns).boxed().toList();
    }

    private Feature feature(RelNode rel) {
        if (rel instanceof PointInTimeJoin join) {
            return feature(join.features(), join.keys(), join.condition(), join.keepUnmatched(), join.describeMatch());
        }
        Join join = (Join) rel;
        List<KeyPair> keys = new ArrayList<>();
        for (IntPair pair : join.analyzeCondition().pairs()) {
            keys.add(new KeyPair(pair.source, pair.target));
        }
        return feature(join.getRight(), keys, null, true, "static " + describe(keys, join));
    }

    private Feature feature(
            RelNode features,
            List<KeyPair> keys,
            @org.jspecify.annotations.Nullable MatchCondition condition,
            boolean keepUnmatched,
            String match) {
        PhysicalPlan plan = inputs.apply(features);
        return new Feature(name(features), plan, keys, condition, all(width(plan)), keepUnmatched, match);
    }

    private static String describe(List<KeyPair> keys, Join join) {
        List<Field> label = ArrowTypes.schema(join.getLeft().getRowType()).getFields();
        List<Field> feature = ArrowTypes.schema(join.getRight().getRowType()).getFields();
        return keys.stream()
                .map(key -> "feature." + feature.get(key.featureColumn()).getName() + " = label."
                        + label.get(key.labelColumn()).getName())
                .collect(Collectors.joining(" AND "));
    }

    private static String name(RelNode features) {
        if (features instanceof TableScan scan) {
            Relation relation = BoundTable.relationOf(scan);
            return relation instanceof Relation.Pinned pinned
                    ? pinned.table().name().identifier().toString()
                    : relation.name();
        }
        return features.getInputs().size() == 1 ? name(features.getInput(0)) : "subquery";
    }

    private static int greatestLabelColumn(Feature feature) {
        int greatest = -1;
        for (KeyPair key : feature.keys()) {
            greatest = Math.max(greatest, key.labelColumn());
        }
        MatchCondition condition = feature.condition();
        if (condition != null) {
            for (io.godwit.pitjoin.spec.TimeBound bound : condition.bounds()) {
                greatest = Math.max(greatest, bound.labelColumn());
            }
        }
        return greatest;
    }
}
