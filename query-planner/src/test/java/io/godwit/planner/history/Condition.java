package io.godwit.planner.history;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A condition in SQL and what it is for a row.
 *
 * @param of true, false, or null where it is unknown
 */
record Condition(String sql, Function<MirroredRow, @Nullable Boolean> of) {
    private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

    boolean holds(MirroredRow row) {
        return Boolean.TRUE.equals(of.apply(row));
    }

    /** @param depth of AND, OR and NOT, at most */
    static Condition of(View view, RandomValues random, int depth) {
        if (depth > 0 && random.oneIn(3)) {
            Condition one = of(view, random, depth - 1);
            Condition other = of(view, random, depth - 1);
            return switch (random.below(5)) {
                case 0 -> one.negated();
                case 1, 2 -> one.or(other);
                default -> one.negated().or(other.negated()).negated("(%s AND %s)".formatted(one.sql, other.sql));
            };
        }
        View.Column column = random.pick(view.columns());
        if (!column.type().isPrimitiveType() || random.oneIn(8)) {
            Condition isNull = new Condition("%s IS NULL".formatted(column.sql()), row -> column.of(row) == null);
            return random.oneIn(2) ? isNull : isNull.negated("%s IS NOT NULL".formatted(column.sql()));
        }
        return random.oneIn(5) ? typical(view, random, column) : comparison(view, random, column);
    }

    private Condition negated() {
        return negated("(NOT %s)".formatted(sql));
    }

    private Condition negated(String newSql) {
        return new Condition(newSql, row -> {
            Boolean value = of.apply(row);
            return value == null ? null : !value;
        });
    }

    private Condition or(Condition other) {
        return new Condition("(%s OR %s)".formatted(sql, other.sql), row -> {
            Boolean one = of.apply(row);
            Boolean two = other.of.apply(row);
            return Boolean.TRUE.equals(one) || Boolean.TRUE.equals(two)
                    ? Boolean.TRUE
                    : one == null || two == null ? null : Boolean.FALSE;
        });
    }

    private static Condition comparison(View view, RandomValues random, View.Column column) {
        Type type = column.type();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            values.add(literal(view, random, column));
        }
        String literal = Plain.sql(type, values.get(0));
        String sql = column.sql();
        switch (random.below(7)) {
            case 0, 1 -> {
                String list = String.join(
                        ", ", values.stream().map(each -> Plain.sql(type, each)).toList());
                boolean withNull = random.oneIn(6);
                Condition in = new Condition("%s IN (%s%s)".formatted(sql, list, withNull ? ", NULL" : ""), row -> {
                    Object value = column.of(row);
                    boolean found = value != null && values.stream().anyMatch(each -> Plain.compare(each, value) == 0);
                    return found ? Boolean.TRUE : value == null || withNull ? null : Boolean.FALSE;
                });
                return random.oneIn(3) ? in.negated(in.sql.replace(" IN (", " NOT IN (")) : in;
            }
            case 2 -> {
                String between = "%s BETWEEN %s AND %s".formatted(sql, literal, Plain.sql(type, values.get(1)));
                Condition below = compared(sql, column, values.get(0), order -> order < 0);
                Condition above = compared(sql, column, values.get(1), order -> order > 0);
                return below.or(above).negated(between);
            }
            case 3 -> {
                Condition distinct = new Condition("%s IS DISTINCT FROM %s".formatted(sql, literal), row -> {
                    Object value = column.of(row);
                    return value == null || Plain.compare(value, values.get(0)) != 0;
                });
                return random.oneIn(2)
                        ? distinct
                        : distinct.negated("%s IS NOT DISTINCT FROM %s".formatted(sql, literal));
            }
            default -> {
                String comparison = random.pick(COMPARISONS);
                return compared(
                        "%s %s %s".formatted(sql, comparison, literal),
                        column,
                        values.get(0),
                        order -> meets(comparison, order));
            }
        }
    }

    private static boolean meets(String comparison, int order) {
        return switch (comparison) {
            case "=" -> order == 0;
            case "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static Condition compared(String sql, View.Column column, Object literal, IntPredicate meets) {
        return converted(sql, column, value -> meets.test(Plain.compare(value, literal)));
    }

    private static Condition converted(String sql, View.Column column, Function<Object, Boolean> condition) {
        return new Condition(sql, row -> {
            Object value = column.of(row);
            return value == null ? null : condition.apply(value);
        });
    }

    /** A value that some row has, or any. */
    private static Object literal(View view, RandomValues random, View.Column column) {
        Object some = view.rows().isEmpty() || random.oneIn(3) ? null : column.of(random.pick(view.rows()));
        return Objects.requireNonNullElseGet(some, () -> random.value(column.type()));
    }

    /** What is asked of the type alone, or with a cast. */
    private static Condition typical(View view, RandomValues random, View.Column column) {
        String sql = column.sql();
        Object literal = literal(view, random, column);
        return switch (column.type().typeId()) {
            case BOOLEAN -> converted(sql, column, value -> (Boolean) value);
            case INTEGER, LONG ->
                random.pick(
                        converted(sql + " < 2.5", column, value -> (Long) value < 3),
                        converted(sql + " >= -9223372036854775807", column, value -> (Long) value > Long.MIN_VALUE),
                        converted(sql + " = 1e0", column, value -> (Long) value == 1),
                        converted("CAST(%s AS VARCHAR) = '%s'".formatted(sql, literal), column, literal::equals),
                        converted(
                                "CAST(%s AS DECIMAL(38, 0)) > %s".formatted(sql, literal),
                                column,
                                value -> (Long) value > (Long) literal));
            case FLOAT, DOUBLE ->
                random.pick(
                        converted(sql + " > 1", column, value -> Plain.compare(value, 1.0) > 0),
                        converted("isnan(%s)".formatted(sql), column, value -> ((Double) value).isNaN()),
                        converted("NOT isnan(%s)".formatted(sql), column, value -> !((Double) value).isNaN()));
            case DATE -> {
                LocalDateTime noon = ((LocalDate) literal).atTime(12, 0);
                yield random.pick(
                        converted(
                                "year(%s) = %d".formatted(sql, noon.getYear()),
                                column,
                                value -> ((LocalDate) value).getYear() == noon.getYear()),
                        converted(
                                "%s < %s".formatted(sql, Plain.sql(Types.TimestampType.withoutZone(), noon)),
                                column,
                                value -> ((LocalDate) value).atStartOfDay().isBefore(noon)));
            }
            case TIMESTAMP, TIMESTAMP_NANO -> {
                LocalDate day = day(literal);
                yield random.pick(
                        converted(
                                "CAST(%s AS DATE) = DATE '%s'".formatted(sql, day),
                                column,
                                value -> day(value).equals(day)),
                        converted(
                                "date_trunc('month', %s) = date_trunc('month', %s)"
                                        .formatted(sql, Plain.sql(column.type(), literal)),
                                column,
                                value -> day(value).withDayOfMonth(1).equals(day.withDayOfMonth(1))));
            }
            case DECIMAL ->
                converted(sql + " > 0.5", column, value -> Plain.compare(value, new java.math.BigDecimal("0.5")) > 0);
            case STRING -> like(random, column, literal.toString());
            default -> comparison(view, random, column);
        };
    }

    private static LocalDate day(Object time) {
        return time instanceof OffsetDateTime instant ? instant.toLocalDate() : ((LocalDateTime) time).toLocalDate();
    }

    private static Condition like(RandomValues random, View.Column column, String text) {
        String start = text.substring(
                0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), random.below(4))));
        String pattern = start.replaceAll("([%_^])", "^$1").replace("'", "''");
        Condition like = random.pick(
                converted(
                        "%s LIKE '%s%%' ESCAPE '^'".formatted(column.sql(), pattern),
                        column,
                        value -> value.toString().startsWith(start)),
                converted(
                        "%s LIKE '%%%s' ESCAPE '^'".formatted(column.sql(), pattern),
                        column,
                        value -> value.toString().endsWith(start)),
                converted(
                        "starts_with(%s, '%s')".formatted(column.sql(), start.replace("'", "''")),
                        column,
                        value -> value.toString().startsWith(start)),
                converted(
                        "upper(%s) LIKE 'A%%'".formatted(column.sql()),
                        column,
                        value -> value.toString().startsWith("a")
                                || value.toString().startsWith("A")));
        return random.oneIn(4) ? like.negated() : like;
    }
}
