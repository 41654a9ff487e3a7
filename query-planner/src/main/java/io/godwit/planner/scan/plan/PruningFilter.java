package io.godwit.planner.scan.plan;

import io.godwit.planner.scan.filter.FilterColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Widens a filter so that Iceberg's evaluators, whose comparison differs from SQL's, never drop what the filter would keep:
 * statistics leave NaN out while SQL sorts it last, Iceberg sorts -0.0 below 0.0, it compares uuids as signed numbers, and it
 * rounds a double to compare it with a float. A widened filter may keep more, so the exact one must follow.
 */
public final class PruningFilter {
    /** What Iceberg's evaluators compare of a set. */
    private static final int MOST_COMPARED = 200;

    private final Schema from;
    private final Schema to;
    private final Set<Integer> neverNaN;

    private PruningFilter(Schema from, Schema to, Set<Integer> neverNaN) {
        this.from = from;
        this.to = to;
        this.neverNaN = neverNaN;
    }

    /**
     * @param from the schema the filter's names are of
     * @param to the schema whose names the result uses, its fields matched by id
     * @param neverNaN fields known to hold no NaN where the result is used
     */
    public static Expression widen(Expression filter, Schema from, Schema to, Set<Integer> neverNaN) {
        return new PruningFilter(from, to, neverNaN).widen(Expressions.rewriteNot(filter));
    }

    /** Names of the floating columns a filter looks at. */
    static List<String> floatingColumns(Expression filter, Schema schema) {
        return FilterColumns.of(filter).stream()
                .filter(name -> schema.findField(name) != null)
                .filter(name -> isFloating(schema.findType(name)))
                .toList();
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private Expression widen(Expression expression) {
        if (expression instanceof And and) {
            return Expressions.and(widen(and.left()), widen(and.right()));
        }
        if (expression instanceof Or or) {
            return Expressions.or(widen(or.left()), widen(or.right()));
        }
        if (expression instanceof UnboundPredicate<?> predicate) {
            return widen(predicate);
        }
        return expression.op() == Expression.Operation.FALSE ? expression : Expressions.alwaysTrue();
    }

    private Expression widen(UnboundPredicate<?> predicate) {
        NestedField field = from.findField(predicate.ref().name());
        String name = field == null ? null : to.findColumnName(field.fieldId());
        if (field == null || name == null || !(predicate.term() instanceof NamedReference<?>)) {
            return Expressions.alwaysTrue();
        }
        return switch (predicate.op()) {
            case IS_NULL, NOT_NULL -> nullness(predicate, name, field);
            case IS_NAN -> Expressions.isNaN(name);
            case NOT_NAN -> Expressions.notNaN(name);
            default -> widenComparison(predicate, name, field);
        };
    }

    /** Where a struct is null, not all writers count its fields as null. */
    private Expression nullness(UnboundPredicate<?> predicate, String name, NestedField field) {
        if (from.asStruct().field(field.fieldId()) == null) {
            return Expressions.alwaysTrue();
        }
        return predicate.op() == Expression.Operation.IS_NULL ? Expressions.isNull(name) : Expressions.notNull(name);
    }

    private Expression widenComparison(UnboundPredicate<?> predicate, String name, NestedField field) {
        Type type = field.type();
        return switch (type.typeId()) {
            case UUID -> Expressions.notNull(name);
            case FLOAT, DOUBLE -> widenFloating(predicate, name, type, !neverNaN.contains(field.fieldId()));
            default -> renamed(predicate, name, type);
        };
    }

    /** A literal keeps its own type where there is one; nanoseconds in a list would be taken for microseconds. */
    private static <T> Expression renamed(UnboundPredicate<T> predicate, String name, Type type) {
        boolean isList = predicate.op() == Expression.Operation.IN || predicate.op() == Expression.Operation.NOT_IN;
        if (!isList) {
            return Expressions.predicate(predicate.op(), name, predicate.literal());
        }
        if (type.typeId() == Type.TypeID.TIMESTAMP_NANO) {
            return Expressions.notNull(name);
        } else if (predicate.op() == Expression.Operation.NOT_IN) {
            return Expressions.predicate(predicate.op(), name, values(predicate));
        }
        return among(name, sorted(predicate, type));
    }

    /** As sets of neighbours, since Iceberg compares no larger ones with bounds. */
    private static Expression among(String name, List<Object> sorted) {
        int half = sorted.size() / 2;
        return sorted.size() <= MOST_COMPARED
                ? Expressions.in(name, sorted)
                : Expressions.or(
                        among(name, sorted.subList(0, half)), among(name, sorted.subList(half, sorted.size())));
    }

    private static List<Object> sorted(UnboundPredicate<?> predicate, Type type) {
        Comparator<Object> order = Comparators.forType(type.asPrimitiveType());
        List<Object> values = values(predicate);
        if (values.size() > MOST_COMPARED) {
            values.sort(order);
        }
        return values;
    }

    private static List<Object> values(UnboundPredicate<?> predicate) {
        List<Object> values = new ArrayList<>();
        predicate.literals().forEach(literal -> values.add(literal.value()));
        return values;
    }

    private static Expression widenFloating(UnboundPredicate<?> predicate, String name, Type type, boolean mayBeNaN) {
        List<Object> values = values(predicate);
        if (!values.stream().allMatch(Number.class::isInstance)) {
            return Expressions.notNull(name);
        }
        double value = ((Number) values.get(0)).doubleValue();
        return switch (predicate.op()) {
            case LT, LT_EQ -> Expressions.lessThanOrEqual(name, atMost(value, type));
            case GT, GT_EQ ->
                Expressions.or(
                        Expressions.greaterThanOrEqual(name, atLeast(value, type)),
                        mayBeNaN ? Expressions.isNaN(name) : Expressions.alwaysFalse());
            case EQ -> around(name, value, type);
            case IN ->
                values.stream()
                        .map(each -> around(name, ((Number) each).doubleValue(), type))
                        .reduce(Expressions.alwaysFalse(), Expressions::or);
            default -> Expressions.notNull(name);
        };
    }

    private static Expression around(String name, double value, Type type) {
        return Expressions.and(
                Expressions.greaterThanOrEqual(name, atLeast(value, type)),
                Expressions.lessThanOrEqual(name, atMost(value, type)));
    }

    /** A bound that neither 0.0, where the value is -0.0, nor a rounded float exceeds. */
    private static Object atMost(double value, Type type) {
        double bound = value == 0 ? 0.0 : value;
        if (type.typeId() == Type.TypeID.DOUBLE) {
            return bound;
        }
        float rounded = (float) bound;
        return rounded < bound ? Math.nextUp(rounded) : rounded;
    }

    private static Object atLeast(double value, Type type) {
        double bound = value == 0 ? -0.0 : value;
        if (type.typeId() == Type.TypeID.DOUBLE) {
            return bound;
        }
        float rounded = (float) bound;
        return rounded > bound ? Math.nextDown(rounded) : rounded;
    }
}
