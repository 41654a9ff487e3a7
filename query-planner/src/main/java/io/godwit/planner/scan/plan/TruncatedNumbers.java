package io.godwit.planner.scan.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.UnboundPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Columns of whole numbers that partitions of a table truncate. Iceberg's truncation wraps around at the least numbers of a type,
 * so that these are in a partition of great ones, which its comparisons of partitions do not expect; and they stay there when
 * an int becomes a long.
 */
final class TruncatedNumbers {
    private static final Pattern TRUNCATION = Pattern.compile("truncate\\[(\\d+)]");
    private static final long BEYOND_INTS = 1L << Integer.SIZE;

    private final Map<Integer, Set<Integer>> widths = new HashMap<>();

    TruncatedNumbers(Table table) {
        for (PartitionSpec spec : table.specs().values()) {
            for (PartitionField field : spec.fields()) {
                Matcher truncation = TRUNCATION.matcher(field.transform().toString());
                if (truncation.matches()) {
                    widths.computeIfAbsent(field.sourceId(), none -> new TreeSet<>())
                            .add(Integer.parseInt(truncation.group(1)));
                }
            }
        }
    }

    boolean concern(NestedField column) {
        Type.TypeID type = column.type().typeId();
        return widths.containsKey(column.fieldId()) && (type == Type.TypeID.INTEGER || type == Type.TypeID.LONG);
    }

    /** A filter without negations that Iceberg, too, finds to be possible for partitions of the least numbers. */
    Expression widen(Expression filter, Schema schema) {
        if (filter instanceof And and) {
            return Expressions.and(widen(and.left(), schema), widen(and.right(), schema));
        } else if (filter instanceof Or or) {
            return Expressions.or(widen(or.left(), schema), widen(or.right(), schema));
        }
        return filter instanceof UnboundPredicate<?> predicate ? widen(predicate, schema) : filter;
    }

    private Expression widen(UnboundPredicate<?> predicate, Schema schema) {
        NestedField column = schema.findField(predicate.ref().name());
        if (column == null || !concern(column)) {
            return predicate;
        }
        boolean isInt = column.type().typeId() == Type.TypeID.INTEGER;
        return widths.getOrDefault(column.fieldId(), Set.of()).stream()
                .map(width -> wrapped(predicate, isInt, width))
                .reduce(predicate, Expressions::or);
    }

    /** True in the partition of the least numbers, and in all where the literal is so small that Iceberg takes it to be great. */
    private static Expression wrapped(UnboundPredicate<?> predicate, boolean isInt, int width) {
        String column = predicate.ref().name();
        return switch (predicate.op()) {
            case GT, GT_EQ -> {
                long literal = ((Number) predicate.literal().value()).longValue();
                long truncated = isInt ? truncateInt((int) literal, width) : truncateLong(literal, width);
                yield truncated > literal ? Expressions.notNull(column) : Expressions.alwaysFalse();
            }
            case LT, LT_EQ, EQ, IN -> {
                long leastInts = truncateInt(Integer.MIN_VALUE, width);
                long leastLongs = truncateLong(Long.MIN_VALUE, width);
                Expression ints = leastInts < 0
                        ? Expressions.alwaysFalse()
                        : Expressions.and(
                                Expressions.greaterThanOrEqual(column, leastInts),
                                Expressions.lessThan(column, BEYOND_INTS));
                Expression longs =
                        leastLongs < 0 ? Expressions.alwaysFalse() : Expressions.greaterThanOrEqual(column, leastLongs);
                yield Expressions.or(ints, longs);
            }
            default -> Expressions.alwaysFalse();
        };
    }

    private static int truncateInt(int value, int width) {
        return value - Math.floorMod(value, width);
    }

    private static long truncateLong(long value, int width) {
        return value - Math.floorMod(value, width);
    }
}
