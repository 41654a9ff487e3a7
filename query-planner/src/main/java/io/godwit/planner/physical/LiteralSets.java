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
import org.apache.iceberg.types.Types.NestedField;

/** A column that equals one literal or another is one of a set, which is looked at once; likewise one that is none of some. */
final class LiteralSets {
    private final Schema columns;

    LiteralSets(List<NestedField> columns) {
        this.columns = new Schema(columns);
    }

    /**
     * The parts of a disjunction, or of a conjunction, with sets in the place of several comparisons of a column.
     *
     * @param isAny whether one of the parts is enough
     */
    List<Expression> gathered(List<Expression> parts, boolean isAny) {
        Operation comparison = isAny ? Operation.EQ : Operation.NOT_EQ;
        List<Expression> gathered = new ArrayList<>();
        Map<String, List<Object>> values = new LinkedHashMap<>();
        for (Expression part : parts) {
            if (part.op() == comparison && part instanceof UnboundPredicate<?> predicate && fitsSet(predicate)) {
                values.computeIfAbsent(predicate.ref().name(), none -> new ArrayList<>())
                        .add(predicate.literal().value());
            } else {
                gathered.add(part);
            }
        }
        Operation among = isAny ? Operation.IN : Operation.NOT_IN;
        values.forEach((name, literals) -> gathered.add(
                literals.size() == 1
                        ? Expressions.predicate(comparison, name, literals.get(0))
                        : Expressions.predicate(among, name, literals)));
        return gathered;
    }

    /** Not floating numbers, which Iceberg rounds, nor nanoseconds, which it takes for microseconds within a set. */
    private boolean fitsSet(UnboundPredicate<?> predicate) {
        return switch (columns.findType(predicate.ref().name()).typeId()) {
            case INTEGER, LONG, DATE, TIME, TIMESTAMP, STRING, DECIMAL, BINARY -> true;
            default -> false;
        };
    }
}
