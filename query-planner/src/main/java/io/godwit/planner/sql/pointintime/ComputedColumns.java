package io.godwit.planner.sql.pointintime;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.tools.RelBuilder;

/**
 * Columns put beneath a join because its condition names expressions, and taken away above it again.
 *
 * <p>The input stays a node of the plan: by the nodes of the FROM clause Calcite finds where a table's columns begin, and merged
 * with a projection of the input ({@link RelBuilder} does so) the columns of all tables behind it were those of others.
 */
final class ComputedColumns {
    private static final int NEVER_MERGED = -1;

    private final RelBuilder relBuilder;
    private final RelNode input;
    private final int inputCount;
    private final List<RexNode> computed = new ArrayList<>();

    ComputedColumns(RelBuilder relBuilder, RelNode input) {
        this.relBuilder = relBuilder;
        this.input = input;
        this.inputCount = input.getRowType().getFieldCount();
    }

    /** The column that holds {@code expression}: one of the input, or one yet to be computed. */
    int add(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        int known = computed.indexOf(expression);
        if (known < 0) {
            computed.add(expression);
            known = computed.size() - 1;
        }
        return inputCount + known;
    }

    /** The input with the computed columns after its own. */
    RelNode project() {
        if (computed.isEmpty()) {
            return input;
        }
        return relBuilder
                .transform(config -> config.withBloat(NEVER_MERGED).withSimplifyValues(false))
                .push(input)
                .projectPlus(computed)
                .build();
    }

    /** {@code join} of this and {@code right} without what was computed. */
    RelNode dropFrom(RelNode join, ComputedColumns right) {
        if (computed.isEmpty() && right.computed.isEmpty()) {
            return join;
        }
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < inputCount; i++) {
            kept.add(i);
        }
        int rightStart = inputCount + computed.size();
        for (int i = 0; i < right.inputCount; i++) {
            kept.add(rightStart + i);
        }
        relBuilder.push(join);
        return relBuilder.project(relBuilder.fields(kept)).build();
    }
}
