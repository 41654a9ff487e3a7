package io.godwit.planner;

import static java.util.stream.Collectors.joining;

import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.rel.ArrowTypes;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What {@code SUMMARIZE} answers: a row for each column of a query, in their order, by one pass over its rows. The columns and what
 * they hold are DuckDB's; {@code avg} and {@code std} are numbers, and smallest, largest and quantiles texts, since they have the types of the columns.
 * Lists, structures, maps and binaries are only counted.
 */
final class ColumnSummary {
    private static final String ROW = """
            {'position': %d, 'column_name': %s, 'column_type': %s, 'min': %s, 'max': %s, 'approx_unique': %s, 'avg': %s, 'std': %s, \
            'q25': %s, 'q50': %s, 'q75': %s, 'count': count(*), \
            'null_percentage': CAST(100.0 * (count(*) - count(%s)) / nullif(count(*), 0) AS DECIMAL(9, 2))}""";

    private ColumnSummary() {}

    /** @param columns of {@code query} */
    static String sql(Schema columns, String query) {
        List<Field> fields = columns.getFields();
        String rows = IntStream.range(0, fields.size())
                .mapToObj(position -> row(position, fields.get(position)))
                .collect(joining(",\n"));
        return """
                SELECT c.* EXCLUDE (position) FROM (SELECT [%s] AS columns FROM (
                %s
                ) AS q) AS s, UNNEST(s.columns) AS c ORDER BY c.position""".formatted(rows, query);
    }

    private static String row(int position, Field field) {
        ArrowType type = field.getType();
        boolean isNumber = type instanceof ArrowType.Int
                || type instanceof ArrowType.FloatingPoint
                || type instanceof ArrowType.Decimal;
        boolean isTime = type instanceof ArrowType.Date || type instanceof ArrowType.Timestamp;
        boolean isOrdered = isNumber
                || isTime
                || type instanceof ArrowType.Utf8
                || type instanceof ArrowType.Bool
                || type instanceof ArrowType.Time;
        String column = Quoted.name(field.getName());
        return ROW.formatted(
                position,
                Quoted.text(field.getName()),
                Quoted.text(ArrowTypes.sqlName(field)),
                measure(isOrdered, "min(%s)", column, "VARCHAR"),
                measure(isOrdered, "max(%s)", column, "VARCHAR"),
                measure(isOrdered, "approx_count_distinct(%s)", column, "BIGINT"),
                measure(isNumber, "avg(%s)", column, "DOUBLE"),
                measure(isNumber, "stddev(%s)", column, "DOUBLE"),
                measure(isNumber || isTime, "approx_quantile(%s, 0.25)", column, "VARCHAR"),
                measure(isNumber || isTime, "approx_quantile(%s, 0.5)", column, "VARCHAR"),
                measure(isNumber || isTime, "approx_quantile(%s, 0.75)", column, "VARCHAR"),
                column);
    }

    private static String measure(boolean applies, String measure, String column, String type) {
        return "CAST(%s AS %s)".formatted(applies ? measure.formatted(column) : "NULL", type);
    }
}
