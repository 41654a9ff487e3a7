package io.godwit.planner.scan.filter;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.BoundPredicate;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.NamedReference;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** From an expression to selectors. */
final class SelectorCompiler {
    private final Schema columns;

    SelectorCompiler(Schema columns) {
        this.columns = columns;
    }

    Selector compile(Expression expression) {
        // Negation moves into the predicates, where a null passes neither a predicate nor its opposite.
        return selector(Expressions.rewriteNot(expression));
    }

    Selector compile(Expression expression, List<ColumnKeys> keys) {
        List<Selector> parts = new ArrayList<>();
        parts.add(compile(expression));
        for (ColumnKeys among : keys) {
            Kernel kernel = new KeySetKernel(among.keys(), among.nullsPass());
            parts.add(new Selector.Column(path(among.column()), kernel));
        }
        return all(parts);
    }

    private Selector selector(Expression expression) {
        if (expression instanceof And and) {
            return all(List.of(selector(and.left()), selector(and.right())));
        }
        if (expression instanceof Or or) {
            return new Selector.Or(disjuncts(or).map(this::selector).toList());
        }
        if (expression instanceof UnboundPredicate<?> predicate) {
            return predicate(predicate);
        }
        return switch (expression.op()) {
            case TRUE -> new Selector.Constant(true);
            case FALSE -> new Selector.Constant(false);
            default -> throw unsupported(expression);
        };
    }

    /** The cheap ones first, and a column's ranges as one. */
    private static Selector all(List<Selector> parts) {
        Map<List<Integer>, LongRangeKernel> ranges = new LinkedHashMap<>();
        List<Selector> others = new ArrayList<>();
        parts.stream()
                .flatMap(part -> part instanceof Selector.And and ? and.parts().stream() : Stream.of(part))
                .filter(part -> !(part instanceof Selector.Constant constant && constant.passes()))
                .forEach(part -> {
                    if (part instanceof Selector.Column column
                            && column.kernel() instanceof LongRangeKernel range
                            && !range.outside()) {
                        ranges.merge(column.path(), range, LongRangeKernel::both);
                    } else {
                        others.add(part);
                    }
                });
        List<Selector> flat = Stream.concat(
                        ranges.entrySet().stream().map(range -> new Selector.Column(range.getKey(), range.getValue())),
                        others.stream())
                .sorted(Comparator.comparingInt(Selector::cost))
                .toList();
        return switch (flat.size()) {
            case 0 -> new Selector.Constant(true);
            case 1 -> flat.get(0);
            default -> new Selector.And(flat);
        };
    }

    private static Stream<Expression> disjuncts(Expression expression) {
        return expression instanceof Or or
                ? Stream.concat(disjuncts(or.left()), disjuncts(or.right()))
                : Stream.of(expression);
    }

    private Selector predicate(UnboundPredicate<?> predicate) {
        if (!(predicate.term() instanceof NamedReference<?>)) {
            throw unsupported(predicate);
        }
        List<Integer> path = path(predicate.ref().name());
        return switch (predicate.op()) {
            case IS_NULL ->
                path.size() == 1 ? new Selector.Column(path, new NullKernel(true)) : new Selector.NestedNull(path);
            case NOT_NULL -> new Selector.Column(path, new NullKernel(false));
            default -> comparison(predicate, path);
        };
    }

    /**
     * Iceberg's binding converts literals to the column's type; where a literal is out of the type's range it knows the
     * answer for every value, which to SQL is the answer for every value that is not null.
     */
    private Selector comparison(UnboundPredicate<?> predicate, List<Integer> path) {
        Expression bound = bind(predicate);
        if (bound instanceof BoundPredicate<?> boundPredicate) {
            return new Selector.Column(path, KernelChoice.of(predicate, boundPredicate));
        }
        return bound.op() == Expression.Operation.FALSE
                ? new Selector.Constant(false)
                : new Selector.Column(path, new NullKernel(false));
    }

    private Expression bind(UnboundPredicate<?> predicate) {
        try {
            return predicate.bind(columns.asStruct(), true);
        } catch (ValidationException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The filter %s does not fit column \"%s\" of type %s: %s"
                            .formatted(
                                    predicate,
                                    predicate.ref().name(),
                                    columns.findType(predicate.ref().name()),
                                    e.getMessage()),
                    e);
        }
    }

    /** Indexes leading from the top level to a column, by its dotted name. */
    private List<Integer> path(String name) {
        int id = requireNonNull(columns.findField(name), name).fieldId();
        List<Integer> path = new ArrayList<>();
        if (!descend(columns.asStruct(), id, path)) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "The filter names \"%s\", which is within a list or map; filter on it in SQL".formatted(name));
        }
        return path;
    }

    private static boolean descend(Types.StructType struct, int id, List<Integer> path) {
        List<NestedField> fields = struct.fields();
        for (int i = 0; i < fields.size(); i++) {
            NestedField field = fields.get(i);
            path.add(i);
            if (field.fieldId() == id
                    || (field.type().isStructType() && descend(field.type().asStructType(), id, path))) {
                return true;
            }
            path.remove(path.size() - 1);
        }
        return false;
    }

    private static GodwitException unsupported(Expression expression) {
        return new GodwitException(ErrorCode.UNSUPPORTED, "The scan does not evaluate the filter " + expression);
    }
}
