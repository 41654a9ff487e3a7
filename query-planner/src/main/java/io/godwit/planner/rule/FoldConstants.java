package io.godwit.planner.rule;

import io.godwit.planner.rel.Literals;
import io.godwit.planner.rel.Present;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Puts in the statement's present for {@code CURRENT_TIMESTAMP} and its like, and computes casts of literals and timestamps
 * plus or minus constant intervals, to the nanosecond: Calcite's own executor knows milliseconds only.
 */
final class FoldConstants extends RelHomogeneousShuttle {
    private final RexBuilder builder;
    private final RexShuttle shuttle;

    FoldConstants(RexBuilder builder, Present present) {
        this.builder = builder;
        this.shuttle = new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                RexNode meant = Literals.present(call, present, builder);
                return meant == null ? Literals.fold(super.visitCall(call), builder, present.zone()) : meant;
            }
        };
    }

    @Override
    public RelNode visit(RelNode rel) {
        RelNode visited = super.visit(rel);
        return visited instanceof Project project ? folded(project) : visited.accept(shuttle);
    }

    /** A literal is never null, but who reads the column expects its type, nullable as it was. */
    private RelNode folded(Project project) {
        List<RexNode> columns = project.getProjects().stream()
                .map(column -> typed(column.getType(), column.accept(shuttle)))
                .toList();
        return project.copy(project.getTraitSet(), project.getInput(), columns, project.getRowType());
    }

    private RexNode typed(RelDataType type, RexNode folded) {
        return folded.getType().equals(type) ? folded : builder.makeAbstractCast(type, folded, false);
    }
}
