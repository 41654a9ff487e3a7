package io.godwit.planner.scan.filter;

import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Not;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;

/** The names of the columns an expression that is not bound looks at. */
public final class FilterColumns {
    private FilterColumns() {}

    public static Set<String> of(Expression expression) {
        Set<String> names = new HashSet<>();
        collect(expression, names);
        return names;
    }

    private static void collect(Expression expression, Set<String> names) {
        if (expression instanceof And and) {
            collect(and.left(), names);
            collect(and.right(), names);
        } else if (expression instanceof Or or) {
            collect(or.left(), names);
            collect(or.right(), names);
        } else if (expression instanceof Not not) {
            collect(not.child(), names);
        } else if (expression instanceof UnboundPredicate<?> predicate) {
            names.add(predicate.ref().name());
        }
    }
}
