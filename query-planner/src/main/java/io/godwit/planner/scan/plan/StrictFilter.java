package io.godwit.planner.scan.plan;

import io.godwit.planner.catalog.PinnedTable;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A filter in Iceberg's terms that is true for exactly the rows SQL's is, where there is one: not over floating numbers,
 * uuids and truncated numbers, which Iceberg compares otherwise, nor within structs, where it counts nulls otherwise. What Iceberg takes to be true for a null is told to exclude it.
 */
public final class StrictFilter {
    private final Schema schema;
    private final TruncatedNumbers truncated;

    private StrictFilter(Schema schema, TruncatedNumbers truncated) {
        this.schema = schema;
        this.truncated = truncated;
    }

    public static Optional<Expression> of(Expression filter, PinnedTable table) {
        return new StrictFilter(table.schema(), new TruncatedNumbers(table.table()))
                .translate(Expressions.rewriteNot(filter));
    }

    private Optional<Expression> translate(Expression expression) {
        if (expression instanceof And and) {
            return translate(and.left())
                    .flatMap(left -> translate(and.right()).map(right -> Expressions.and(left, right)));
        }
        if (expression instanceof Or or) {
            return translate(or.left())
                    .flatMap(left -> translate(or.right()).map(right -> Expressions.or(left, right)));
        }
        if (expression instanceof UnboundPredicate<?> predicate) {
            return translate(predicate);
        }
        return Optional.of(expression);
    }

    private Optional<Expression> translate(UnboundPredicate<?> predicate) {
        NestedField field = schema.findField(predicate.ref().name());
        if (field == null
                || schema.asStruct().field(field.fieldId()) == null
                || truncated.concern(field)
                || !(predicate.term() instanceof NamedReference<?>)) {
            return Optional.empty();
        }
        return switch (field.type().typeId()) {
            case FLOAT, DOUBLE, UUID -> Optional.empty();
            default -> Optional.of(withoutNulls(predicate));
        };
    }

    private static Expression withoutNulls(UnboundPredicate<?> predicate) {
        return switch (predicate.op()) {
            case IS_NULL, NOT_NULL -> predicate;
            default ->
                Expressions.and(predicate, Expressions.notNull(predicate.ref().name()));
        };
    }
}
