package io.godwit.planner.rule;

import io.godwit.planner.rel.Literals;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Computes casts of literals and timestamps plus or minus constant intervals, to the nanosecond: Calcite's own executor
 * knows milliseconds only.
 */
final class FoldConstants extends RelHomogeneousShuttle {
    private final RexShuttle shuttle;

    FoldConstants(RexBuilder builder) {
        this.shuttle = new RexShuttle() {
            @Override
            public RexNode visitCall(RexCall call) {
                RexNode visited = super.visitCall(call);
                return Literals.fold(visited, builder);
            }
        };
    }

    @Override
    public RelNode visit(RelNode rel) {
        return super.visit(rel).accept(shuttle);
    }
}
