package io.godwit.planner.rule;

import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Growth;
import io.godwit.planner.rel.PointInTimeJoin;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rel.TableColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexOver;

/**
 * Finds out what new rows of each table of a plan would do to its result. Labels, and whatever else a row of the result
 * stands on alone, only add rows; features leave old rows alone if they are too young for all old labels.
 */
public final class GrowthAnalysis {
    private final Map<Relation, Growth> found = new LinkedHashMap<>();

    private GrowthAnalysis() {}

    /** By table; one that is read twice has unknown growth. */
    public static Map<Relation, Growth> of(RelNode plan) {
        GrowthAnalysis analysis = new GrowthAnalysis();
        analysis.visit(plan, new Growth(true, List.of()));
        return analysis.found;
    }

    /** @param growth what new rows of {@code rel} do to the result */
    private void visit(RelNode rel, Growth growth) {
        if (rel instanceof TableScan scan && scan.getTable().unwrap(BoundTable.class) != null) {
            found.merge(BoundTable.relationOf(scan), growth, (once, twice) -> Growth.UNKNOWN);
        } else if (rel instanceof PointInTimeJoin join) {
            visit(join.labels(), growth);
            visit(join.features(), new Growth(false, guards(join)));
        } else if (rel instanceof Join join) {
            visit(join.getLeft(), only(growth, isAdditive(join, JoinRelType.LEFT)));
            visit(join.getRight(), only(growth, isAdditive(join, JoinRelType.RIGHT)));
        } else if (isRowByRow(rel)) {
            rel.getInputs().forEach(input -> visit(input, growth));
        } else {
            rel.getInputs().forEach(input -> visit(input, Growth.UNKNOWN));
        }
    }

    private static Growth only(Growth growth, boolean addsRows) {
        return addsRows ? growth : Growth.UNKNOWN;
    }

    /** @param side whose rows are all kept by an outer join of that name */
    private static boolean isAdditive(Join join, JoinRelType side) {
        return switch (join.getJoinType()) {
            case INNER -> true;
            case LEFT, SEMI, ANTI -> side == JoinRelType.LEFT;
            case RIGHT -> side == JoinRelType.RIGHT;
            default -> false;
        };
    }

    private static boolean isRowByRow(RelNode rel) {
        return rel instanceof Filter
                || (rel instanceof Union union && union.all)
                || (rel instanceof Project project && !RexOver.containsOver(project.getProjects(), null));
    }

    private static List<Growth.Guard> guards(PointInTimeJoin join) {
        List<Growth.Guard> guards = new ArrayList<>();
        for (TimeBound bound : join.condition().required()) {
            Optional<TableColumn> feature = TableColumn.origin(join.features(), bound.featureColumn());
            Optional<TableColumn> label = labelOrigin(join.labels(), bound.labelColumn());
            boolean isUpper = bound.comparison() == TimeBound.Comparison.LESS
                    || bound.comparison() == TimeBound.Comparison.LESS_OR_EQUAL;
            if (isUpper
                    && !bound.nullPasses()
                    && bound.offset().months() == 0
                    && feature.isPresent()
                    && label.isPresent()) {
                guards.add(new Growth.Guard(
                        feature.get().name(),
                        label.get(),
                        bound.comparison() == TimeBound.Comparison.LESS,
                        bound.offset().nanos()));
            }
        }
        return guards;
    }

    /** As {@link TableColumn#origin}, past the joins that labels have been through. */
    private static Optional<TableColumn> labelOrigin(RelNode rel, int index) {
        if (rel instanceof PointInTimeJoin join && index < join.labelColumnCount()) {
            return labelOrigin(join.labels(), index);
        } else if (rel instanceof Filter filter) {
            return labelOrigin(filter.getInput(), index);
        } else if (rel instanceof Project project && project.getProjects().get(index) instanceof RexInputRef ref) {
            return labelOrigin(project.getInput(), ref.getIndex());
        } else if (rel instanceof Join join
                && index < join.getLeft().getRowType().getFieldCount()) {
            return labelOrigin(join.getLeft(), index);
        }
        return TableColumn.origin(rel, index);
    }
}
