package io.godwit.planner.physical;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/** A column that equals one literal or another is one of a set, which is looked at once; likewise one that is none of some. */
final class LiteralSets {
    private LiteralSets() {}

    /**
     * The parts of a disjunction, or of a conjunction, with sets in the place of several comparisons of a column.
     *
     * @param isAny whether one of the parts is enough
     * @param columns those that the parts name
     */
    static List<Expression> gathered(List<Expression> parts, boolean isAny, List<NestedField> columns) {
        Operation comparison = isAny ? Operation.EQ : Operation.NOT_EQ;
        List<Expression> gathered = new ArrayList<>();
        Map<String, List<UnboundPredicate<?>>> byColumn = new LinkedHashMap<>();
        for (Expression part : parts) {
            if (part.op() == comparison && part instanceof UnboundPredicate<?> predicate) {
                byColumn.computeIfAbsent(predicate.ref().name(), none -> new ArrayList<>())
                        .add(predicate);
            } else {
                gathered.add(part);
            }
        }
        Operation among = isAny ? Operation.IN : Operation.NOT_IN;
        byColumn.forEach((name, comparisons) -> {
            if (comparisons.size() > 1 && fitsSet(new Schema(columns).findType(name))) {
                gathered.add(Expressions.predicate(among, name, values(comparisons)));
            } else {
                gathered.addAll(comparisons);
            }
        });
        return gathered;
    }

    private static List<Object> values(List<UnboundPredicate<?>> comparisons) {
        return comparisons.stream()
                .<Object>map(comparison -> comparison.literal().value())
                .toList();
    }

    /** Not floating numbers, which Iceberg rounds, nor nanoseconds, which it takes for microseconds within a set. */
    private static boolean fitsSet(Type column) {
        return switch (column.typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, STRING, DECIMAL, BINARY -> true;
            default -> false;
        };
    }
}
