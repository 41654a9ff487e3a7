package io.godwit.planner.rule;

import io.godwit.planner.rel.Literals;
import io.godwit.planner.rel.Present;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Puts in the statement's present for {@code CURRENT_TIMESTAMP} and its like, and computes casts of literals and timestamps
 * plus or minus constant intervals, to the nanosecond: Calcite's own executor knows milliseconds only.
 */
final class FoldConstants extends RelHomogeneousShuttle {
    private final RexShuttle shuttle;

    FoldConstants(RexBuilder builder, Present present) {
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
        return super.visit(rel).accept(shuttle);
    }
}
