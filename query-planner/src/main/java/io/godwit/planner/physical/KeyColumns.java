package io.godwit.planner.physical;

import io.godwit.planner.rel.NativeInput;
import io.godwit.planner.rel.SharedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexOver;

/** Which columns of the native inputs a column of a plan above them comes from. */
final class KeyColumns {
    private KeyColumns() {}

    /** An input's column that has every value of this one, null apart; empty where none has. */
    static List<KeyFilter.Column> sources(RelNode rel, int column) {
        if (rel instanceof NativeInput input) {
            return List.of(new KeyFilter.Column(input.ordinal(), column));
        } else if (rel instanceof SharedRows shared) {
            return sources(shared.producer(), column);
        } else if (rel instanceof Filter || rel instanceof Sort) {
            return sources(rel.getInput(0), column);
        } else if (rel instanceof Project project) {
            return project.getProjects().get(column) instanceof RexInputRef ref
                    ? sources(project.getInput(), ref.getIndex())
                    : List.of();
        } else if (rel instanceof Aggregate aggregate && column < aggregate.getGroupCount()) {
            return sources(aggregate.getInput(), aggregate.getGroupSet().nth(column));
        } else if (rel instanceof Join join) {
            int left = join.getLeft().getRowType().getFieldCount();
            return column < left ? sources(join.getLeft(), column) : sources(join.getRight(), column - left);
        }
        return List.of();
    }

    /**
     * Columns of inputs of which rows may be left out whose value is not among some, if of the rows of {@code rel} those may
     * be left out whose {@code column} is not. That changes no other row: no aggregate, window or limit counts what is gone,
     * and no outer join misses it. What is shared is never filtered from outside, since others read it too.
     */
    static List<KeyFilter.Column> targets(RelNode rel, int column) {
        if (rel instanceof NativeInput input) {
            return List.of(new KeyFilter.Column(input.ordinal(), column));
        } else if (rel instanceof Filter || (rel instanceof Sort sort && sort.fetch == null && sort.offset == null)) {
            return targets(rel.getInput(0), column);
        } else if (rel instanceof Project project) {
            return project.getProjects().get(column) instanceof RexInputRef ref
                            && !RexOver.containsOver(project.getProjects(), null)
                    ? targets(project.getInput(), ref.getIndex())
                    : List.of();
        } else if (rel instanceof Aggregate aggregate
                && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && column < aggregate.getGroupCount()) {
            return targets(aggregate.getInput(), aggregate.getGroupSet().nth(column));
        } else if (rel instanceof Union union) {
            return union.getInputs().stream()
                    .flatMap(input -> targets(input, column).stream())
                    .toList();
        } else if (rel instanceof Join join) {
            return targets(join, column);
        }
        return List.of();
    }

    private static List<KeyFilter.Column> targets(Join join, int column) {
        int left = join.getLeft().getRowType().getFieldCount();
        if (column < left) {
            return keepsLeft(join.getJoinType()) ? targets(join.getLeft(), column) : List.of();
        }
        return keepsRight(join.getJoinType()) ? targets(join.getRight(), column - left) : List.of();
    }

    /** Filters that the joins of a plan allow: each input's key may filter the other's. */
    static Stream<KeyFilter> filters(RelNode rel) {
        List<RelNode> inputs = rel instanceof SharedRows shared ? List.of(shared.producer()) : rel.getInputs();
        Stream<KeyFilter> beneath = inputs.stream().flatMap(KeyColumns::filters);
        return rel instanceof Join join ? Stream.concat(filters(join), beneath) : beneath;
    }

    private static Stream<KeyFilter> filters(Join join) {
        return JoinEquality.of(join).stream().flatMap(equality -> filters(join, equality));
    }

    private static Stream<KeyFilter> filters(Join join, JoinEquality equality) {
        List<KeyFilter> filters = new ArrayList<>();
        if (filtersRight(join.getJoinType())) {
            List<KeyFilter.Column> targets = targets(join.getRight(), equality.right());
            sources(join.getLeft(), equality.left())
                    .forEach(source -> targets.forEach(
                            target -> filters.add(new KeyFilter(source, target, equality.nullsMatch()))));
        }
        if (filtersLeft(join.getJoinType())) {
            List<KeyFilter.Column> targets = targets(join.getLeft(), equality.left());
            sources(join.getRight(), equality.right())
                    .forEach(source -> targets.forEach(
                            target -> filters.add(new KeyFilter(source, target, equality.nullsMatch()))));
        }
        return filters.stream();
    }

    /** Whether a row of the left input without a partner on the right is not in the result. */
    private static boolean filtersLeft(JoinRelType type) {
        return type == JoinRelType.INNER || type == JoinRelType.SEMI || type == JoinRelType.RIGHT;
    }

    /** Whether a row of the right input without a partner on the left is not in the result. */
    private static boolean filtersRight(JoinRelType type) {
        return type == JoinRelType.INNER
                || type == JoinRelType.SEMI
                || type == JoinRelType.LEFT
                || type == JoinRelType.ANTI;
    }

    /** Whether rows of the result that a left column's value tells apart come of rows of the left input with that value. */
    private static boolean keepsLeft(JoinRelType type) {
        return type != JoinRelType.RIGHT && type != JoinRelType.FULL;
    }

    private static boolean keepsRight(JoinRelType type) {
        return type == JoinRelType.INNER || type == JoinRelType.RIGHT;
    }
}
