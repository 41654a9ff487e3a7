package io.godwit.planner.scan.filter;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.TypeUtil;

/**
 * A filter over columns of a schema, evaluated on vectors as SQL says: a row passes if the filter is true for it; what
 * compares with null is not true, and neither is its negation. -0.0 equals 0.0, NaN equals itself and is greater than any
 * other number. Immutable.
 */
public final class VectorFilter {
    private final Schema columns;
    private final Selector selector;

    private VectorFilter(Schema columns, Selector selector) {
        this.columns = columns;
        this.selector = selector;
    }

    /**
     * @param expression not bound; its names are those of {@code schema}
     * @throws GodwitException NOT_FOUND for an unknown column, INVALID_ARGUMENT for a literal that does not fit its column
     */
    public static VectorFilter compile(Expression expression, Schema schema) {
        return compile(expression, List.of(), schema);
    }

    /** As {@link #compile(Expression, Schema)}; of the rows that pass, only those among the keys, too. */
    public static VectorFilter compile(Expression expression, List<ColumnKeys> keys, Schema schema) {
        Set<Integer> ids = new HashSet<>();
        FilterColumns.of(expression).forEach(name -> ids.add(fieldId(name, schema)));
        keys.forEach(among -> ids.add(fieldId(among.column(), schema)));
        Schema columns = TypeUtil.select(schema, ids);
        return new VectorFilter(columns, new SelectorCompiler(columns).compile(expression, keys));
    }

    private static int fieldId(String name, Schema schema) {
        var field = schema.findField(name);
        if (field == null) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND, "The filter names column \"%s\", which is not in %s".formatted(name, schema));
        }
        return field.fieldId();
    }

    /** The columns the filter looks at, as part of the schema it was compiled for. */
    public Schema columns() {
        return columns;
    }

    /** Whether it passes every row. */
    public boolean passesAll() {
        return selector instanceof Selector.Constant constant && constant.passes();
    }

    /**
     * Keeps in place those of the first {@code count} rows that pass, in order.
     *
     * @param vectors one per column of {@link #columns()}
     * @param rows ascending
     * @return how many pass
     */
    public int select(List<? extends FieldVector> vectors, int[] rows, int count) {
        return selector.select(vectors, rows, count);
    }
}
