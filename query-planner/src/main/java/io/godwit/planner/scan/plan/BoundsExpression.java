package io.godwit.planner.scan.plan;

import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** What labels say about matching rows, as a filter that may pass more but never fewer. */
public final class BoundsExpression {
    private BoundsExpression() {}

    /** @param columns what the bounds' column indexes are of */
    public static Expression of(LabelBounds bounds, Schema columns) {
        if (bounds.matchesNothing()) {
            return Expressions.alwaysFalse();
        }
        return bounds.columns().stream()
                .map(column -> of(column, columns.columns().get(column.column())))
                .reduce(Expressions.alwaysTrue(), Expressions::and);
    }

    private static Expression of(ColumnBounds bounds, NestedField field) {
        if (!field.type().isPrimitiveType() || MetadataColumns.isMetadataColumn(field.fieldId())) {
            return Expressions.alwaysTrue();
        }
        Expression within = Expressions.and(
                Expressions.and(
                        comparison(Operation.GT_EQ, field, bounds.min()),
                        comparison(Operation.LT_EQ, field, bounds.max())),
                among(field, bounds.values()));
        return bounds.nullsMatch()
                ? Expressions.or(within, Expressions.isNull(field.name()))
                : Expressions.and(within, Expressions.notNull(field.name()));
    }

    private static Expression comparison(Operation operation, NestedField field, @Nullable Object bound) {
        if (bound == null || isNaN(bound) || field.type().typeId() == Type.TypeID.UUID) {
            return Expressions.alwaysTrue();
        }
        if (field.type().typeId() == Type.TypeID.TIMESTAMP_NANO) {
            return Expressions.predicate(operation, field.name(), Expressions.nanos((Long) bound));
        }
        return Expressions.predicate(operation, field.name(), literal(bound));
    }

    private static Expression among(NestedField field, @Nullable List<Object> values) {
        boolean listable = field.type().typeId() != Type.TypeID.TIMESTAMP_NANO
                && field.type().typeId() != Type.TypeID.UUID;
        if (values == null || !listable || values.stream().anyMatch(BoundsExpression::isNaN)) {
            return Expressions.alwaysTrue();
        }
        return Expressions.in(
                field.name(), values.stream().map(BoundsExpression::literal).toList());
    }

    private static boolean isNaN(Object value) {
        return value instanceof Number number && Double.isNaN(number.doubleValue());
    }

    private static Object literal(Object value) {
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }
}
