package io.godwit.planner.scan.plan;

import io.godwit.planner.scan.filter.ColumnKeys;
import io.godwit.planner.scan.filter.KeySet;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** What keys say about files, row groups and pages: their bounds, and where they are few, the keys themselves. */
public final class KeyBounds {
    /** Iceberg compares a list of more values than this by its bounds only. */
    private static final int MOST_LISTED = 200;

    private KeyBounds() {}

    public static Expression of(List<ColumnKeys> keys) {
        return keys.stream().map(KeyBounds::of).reduce(Expressions.alwaysTrue(), Expressions::and);
    }

    private static Expression of(ColumnKeys among) {
        Expression bounds = of(among.column(), among.keys());
        return among.nullsPass() ? Expressions.or(bounds, Expressions.isNull(among.column())) : bounds;
    }

    private static Expression of(String column, KeySet keys) {
        if (keys.isEmpty()) {
            return Expressions.alwaysFalse();
        } else if (keys.size() <= MOST_LISTED) {
            return Expressions.in(column, Arrays.stream(keys.toArray()).boxed().toList());
        }
        return Expressions.and(
                Expressions.greaterThanOrEqual(column, keys.min()), Expressions.lessThanOrEqual(column, keys.max()));
    }
}
