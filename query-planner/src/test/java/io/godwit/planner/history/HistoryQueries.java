package io.godwit.planner.history;

import io.godwit.planner.history.HistoryTable.State;
import io.godwit.planner.history.HistoryTable.StoredRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Partitioning;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Random queries of any version of a table, and what they must give. */
final class HistoryQueries {
    private final HistoryTable history;
    private final String name;
    private final Random random;

    HistoryQueries(HistoryTable history, String name, Random random) {
        this.history = history;
        this.name = name;
        this.random = random;
    }

    /** @param from as it stands in a FROM clause */
    record Version(String from, Schema schema, State state) {}

    /** What a query must give: rows in this order or any, or that many of them. */
    record Expected(String sql, List<String> rows, boolean ordered, long most, List<List<String>> choices) {
        Expected(String sql, List<String> rows, boolean ordered, long most) {
            this(sql, rows, ordered, most, List.of());
        }
    }

    record Row(StoredRow stored, State state) {}

    record Column(String sql, Type type, Function<Row, @Nullable Object> value) {}

    record Condition(String sql, Function<Row, @Nullable Boolean> test) {
        boolean passes(Row row) {
            return Boolean.TRUE.equals(test.apply(row));
        }
    }

    Version version() {
        Table table = history.table;
        table.refresh();
        List<Snapshot> known = new ArrayList<>();
        table.snapshots().forEach(known::add);
        int kind = known.isEmpty() ? 0 : random.nextInt(10);
        if (kind < 6) {
            return new Version(name, table.schema(), history.state(HistoryTable.MAIN));
        } else if (kind < 8) {
            Snapshot snapshot = known.get(random.nextInt(known.size()));
            return new Version(
                    name + " FOR VERSION AS OF " + snapshot.snapshotId(),
                    schemaOf(snapshot),
                    stateOf(snapshot.snapshotId()));
        } else if (kind == 8) {
            List<String> names = new ArrayList<>(table.refs().keySet());
            String ref = names.get(random.nextInt(names.size()));
            SnapshotRef found = table.refs().get(ref);
            String from = name + " FOR VERSION AS OF '" + ref + "'";
            return found.isTag()
                    ? new Version(from, schemaOf(table.snapshot(found.snapshotId())), stateOf(found.snapshotId()))
                    : new Version(from, table.schema(), stateOf(found.snapshotId()));
        }
        HistoryEntry entry = table.history().get(random.nextInt(table.history().size()));
        long at = entry.timestampMillis();
        long id = table.history().stream()
                .filter(each -> each.timestampMillis() <= at)
                .reduce((a, b) -> b)
                .orElseThrow()
                .snapshotId();
        return new Version(
                name + " FOR SYSTEM_TIME AS OF TIMESTAMP '"
                        + Instant.ofEpochMilli(at).toString().replace("T", " ").replace("Z", "") + "'",
                schemaOf(table.snapshot(id)),
                stateOf(id));
    }

    private Schema schemaOf(Snapshot snapshot) {
        return Objects.requireNonNull(history.table.schemas().get(snapshot.schemaId()));
    }

    private State stateOf(long snapshotId) {
        return Objects.requireNonNull(history.snapshots().get(snapshotId));
    }

    private List<Column> columns(Version version) {
        List<Column> columns = new ArrayList<>();
        version.schema.columns().stream()
                .sorted(Comparator.comparing(field -> field.fieldId() != 1))
                .forEach(field -> add(
                        columns, "t." + quoted(field.name()), field, row -> Plain.read(row.stored.values(), field)));
        return columns;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static void add(
            List<Column> columns, String sql, NestedField field, Function<Row, @Nullable Object> value) {
        columns.add(new Column(sql, field.type(), value));
        if (field.type().isStructType()) {
            for (NestedField child : field.type().asStructType().fields()) {
                add(columns, sql + "." + quoted(child.name()), child, row -> {
                    Map<?, ?> struct = (Map<?, ?>) value.apply(row);
                    return struct == null ? null : struct.get(child.fieldId());
                });
            }
        }
    }

    private List<Column> metadataColumns(Version version) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(
                "t._file", Types.StringType.get(), row -> row.stored.file().file.location()));
        columns.add(new Column("t._pos", Types.LongType.get(), row -> row.stored.position()));
        columns.add(new Column("t._spec_id", Types.IntegerType.get(), row ->
                (long) row.stored.file().file.specId()));
        if (history.version() >= 3) {
            columns.add(new Column("t._row_id", Types.LongType.get(), row -> row.state.rowId(row.stored)));
            columns.add(new Column(
                    "t._last_updated_sequence_number", Types.LongType.get(), row -> row.state.updated(row.stored)));
        }
        for (NestedField field : Partitioning.partitionType(history.table).fields()) {
            columns.add(new Column(
                    "t._partition." + quoted(field.name()),
                    field.type(),
                    row -> row.stored.file().partition.get(field.fieldId())));
        }
        return columns;
    }

    private static boolean comparable(Column column) {
        return column.type.isPrimitiveType() && column.type.typeId() != Type.TypeID.UNKNOWN;
    }

    Expected query() {
        Version version = version();
        List<Column> columns = columns(version);
        List<Column> all = new ArrayList<>(columns);
        all.addAll(metadataColumns(version));
        List<Column> conditioned =
                all.stream().filter(HistoryQueries::comparable).toList();
        Condition condition = random.nextInt(6) == 0
                ? new Condition("TRUE", row -> true)
                : condition(version, columns, conditioned, 2);
        List<Row> rows = version.state.rows().stream()
                .map(row -> new Row(row, version.state))
                .filter(condition::passes)
                .toList();
        String from =
                " FROM " + version.from + " AS t" + (condition.sql.equals("TRUE") ? "" : " WHERE " + condition.sql);
        return switch (random.nextInt(12)) {
            case 0 -> counted(from, columns, rows);
            case 1 -> counted(from, random.nextInt(4) == 0 ? all : columns, rows);
            case 2, 3 -> top(from, conditioned, columns, rows);
            case 4 -> limited(from, all, rows);
            case 5 -> grouped(from, conditioned, rows);
            case 6, 7 -> pointInTime();
            case 8 -> {
                String sql = "SELECT t.*" + from;
                List<Column> star = version.schema.columns().stream()
                        .map(field -> new Column("", field.type(), row -> Plain.read(row.stored.values(), field)))
                        .toList();
                yield new Expected(
                        sql, rows.stream().map(row -> text(star, row)).toList(), false, -1);
            }
            default -> {
                List<Column> selected = some(random.nextInt(3) == 0 ? all : columns);
                yield new Expected(
                        "SELECT " + list(selected) + from,
                        rows.stream().map(row -> text(selected, row)).toList(),
                        false,
                        -1);
            }
        };
    }

    private List<Column> some(List<Column> columns) {
        List<Column> some = new ArrayList<>();
        some.add(columns.get(0));
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(columns.get(random.nextInt(columns.size())));
        }
        return some;
    }

    private static String list(List<Column> columns) {
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            list.add(columns.get(i).sql + " AS c" + i);
        }
        return list.toString();
    }

    private static String text(List<Column> columns, Row row) {
        StringJoiner text = new StringJoiner("|");
        columns.forEach(column -> text.add(Plain.text(column.type, column.value.apply(row))));
        return text.toString();
    }

    private Expected counted(String from, List<Column> columns, List<Row> rows) {
        StringJoiner sql = new StringJoiner(", ", "SELECT count(*) AS n, ", from);
        StringJoiner text = new StringJoiner("|");
        text.add(Integer.toString(rows.size()));
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Column column = columns.get(random.nextInt(columns.size()));
            List<Object> values = new ArrayList<>();
            rows.forEach(row -> {
                Object value = column.value.apply(row);
                if (value != null) {
                    values.add(value);
                }
            });
            boolean ordered = comparable(column) && column.type.typeId() != Type.TypeID.BOOLEAN;
            if (!ordered || random.nextInt(3) == 0) {
                sql.add("count(" + column.sql + ") AS c" + i);
                text.add(Integer.toString(values.size()));
            } else {
                boolean least = random.nextBoolean();
                sql.add((least ? "min(" : "max(") + column.sql + ") AS c" + i);
                Object found = values.stream()
                        .min(least ? Plain::compare : (a, b) -> Plain.compare(b, a))
                        .orElse(null);
                text.add(Plain.text(column.type, found instanceof Double number ? (Object) (number + 0.0) : found));
            }
        }
        return new Expected(sql.toString(), List.of(text.toString()), false, -1);
    }

    private Expected top(String from, List<Column> conditioned, List<Column> columns, List<Row> rows) {
        Column by = conditioned.get(random.nextInt(conditioned.size()));
        boolean descending = random.nextBoolean();
        boolean nullsFirst = random.nextBoolean();
        Comparator<Row> order = (a, b) -> {
            Object one = by.value.apply(a);
            Object other = by.value.apply(b);
            if (one == null || other == null) {
                return one == other ? 0 : one == null == nullsFirst ? -1 : 1;
            }
            return descending ? Plain.compare(other, one) : Plain.compare(one, other);
        };
        Column id = columns.get(0);
        boolean withTies = random.nextBoolean();
        List<Column> selected = withTies ? new ArrayList<>(List.of(id, by)) : List.of(by);
        if (withTies) {
            selected.add(columns.get(random.nextInt(columns.size())));
            order = order.thenComparing(row -> (Long) id.value.apply(row));
        }
        int limit = random.nextInt(12);
        int offset = random.nextInt(4) == 0 ? random.nextInt(5) : 0;
        String sql = "SELECT " + list(selected) + from + " ORDER BY " + by.sql + (descending ? " DESC" : " ASC")
                + " NULLS " + (nullsFirst ? "FIRST" : "LAST") + (withTies ? ", " + id.sql : "") + " LIMIT " + limit
                + (offset > 0 ? " OFFSET " + offset : "");
        List<String> expected = rows.stream()
                .sorted(order)
                .skip(offset)
                .limit(limit)
                .map(row -> text(selected, row))
                .toList();
        return new Expected(sql, expected, true, -1);
    }

    private Expected limited(String from, List<Column> all, List<Row> rows) {
        List<Column> selected = some(all);
        int limit = random.nextInt(20);
        return new Expected(
                "SELECT " + list(selected) + from + " LIMIT " + limit,
                rows.stream().map(row -> text(selected, row)).toList(),
                false,
                Math.min(limit, rows.size()));
    }

    private Expected grouped(String from, List<Column> conditioned, List<Row> rows) {
        List<Column> exact = conditioned.stream()
                .filter(column ->
                        column.type.typeId() != Type.TypeID.FLOAT && column.type.typeId() != Type.TypeID.DOUBLE)
                .toList();
        Column by = exact.get(random.nextInt(exact.size()));
        Map<String, Integer> counts = new TreeMap<>();
        for (Row row : rows) {
            Object value = by.value.apply(row);
            counts.merge(
                    Plain.text(by.type, value instanceof Double number ? (Object) (number + 0.0) : value),
                    1,
                    Integer::sum);
        }
        List<String> expected = new ArrayList<>();
        counts.forEach((value, count) -> expected.add(value + "|" + count));
        return new Expected(
                "SELECT " + by.sql + " AS c0, count(*) AS n" + from + " GROUP BY " + by.sql, expected, false, -1);
    }

    private static boolean isTopLevel(Column column) {
        return column.sql.indexOf('.') == column.sql.lastIndexOf('.');
    }

    private static boolean isTime(Column column) {
        return switch (column.type.typeId()) {
            case INTEGER, LONG, DATE, TIMESTAMP, TIMESTAMP_NANO -> !column.sql.contains("_partition");
            default -> false;
        };
    }

    private static boolean isKey(Column column) {
        return switch (column.type.typeId()) {
            case INTEGER, LONG, DATE, STRING, BOOLEAN, TIMESTAMP, DECIMAL, UUID -> true;
            default -> false;
        };
    }

    private static Column withAlias(Column column, String alias) {
        return new Column(alias + column.sql.substring(1), column.type, column.value);
    }

    /** Labels of one version, the latest rows of another. */
    private Expected pointInTime() {
        Version labels = version();
        Version features = version();
        List<Column> labelColumns = columns(labels);
        List<Column> featureColumns = columns(features);
        List<Column> times =
                featureColumns.stream().filter(HistoryQueries::isTime).toList();
        Column time = times.get(random.nextInt(times.size()));
        List<Column> labelTimes = labelColumns.stream()
                .filter(column -> isTime(column) && sameKind(column.type, time.type))
                .toList();
        if (labelTimes.isEmpty()) {
            return query();
        }
        Column labelTime = labelTimes.get(random.nextInt(labelTimes.size()));
        List<Column> keys =
                featureColumns.stream().filter(HistoryQueries::isKey).toList();
        Column key = keys.get(random.nextInt(keys.size()));
        List<Column> labelKeys = labelColumns.stream()
                .filter(column -> sameKind(column.type, key.type))
                .toList();
        if (labelKeys.isEmpty()) {
            return query();
        }
        Column labelKey = labelKeys.get(random.nextInt(labelKeys.size()));
        Condition of = random.nextBoolean()
                ? new Condition("TRUE", row -> true)
                : condition(
                        features,
                        featureColumns,
                        featureColumns.stream()
                                .filter(HistoryQueries::comparable)
                                .toList(),
                        1);
        List<Column> given = some(featureColumns);
        boolean strict = random.nextBoolean();
        boolean ofTable = of.sql.equals("TRUE")
                && isTopLevel(time)
                && isTopLevel(key)
                && given.stream().allMatch(HistoryQueries::isTopLevel);
        List<Row> candidates = features.state.rows().stream()
                .map(row -> new Row(row, features.state))
                .filter(of::passes)
                .toList();
        Column labelId = labelColumns.get(0);
        List<List<String>> expected = new ArrayList<>();
        for (StoredRow stored : labels.state.rows()) {
            Row label = new Row(stored, labels.state);
            List<Row> latest = new ArrayList<>();
            for (Row candidate : candidates) {
                if (matches(label, labelKey, labelTime, candidate, key, time, strict)) {
                    int order = latest.isEmpty() ? 1 : later(candidate, latest.get(0), time, ofTable);
                    if (order > 0) {
                        latest.clear();
                    }
                    if (order >= 0) {
                        latest.add(candidate);
                    }
                }
            }
            String id = Plain.text(labelId.type, labelId.value.apply(label));
            if (latest.isEmpty()) {
                expected.add(List.of(id + "|null".repeat(given.size())));
            } else {
                expected.add(latest.stream()
                        .map(row -> id + "|" + text(given, row))
                        .distinct()
                        .toList());
            }
        }
        StringJoiner selected = new StringJoiner(", ");
        for (int i = 0; i < given.size(); i++) {
            selected.add("f" + given.get(i).sql.substring(1) + " AS c" + i);
        }
        String featureFrom = of.sql.equals("TRUE")
                ? features.from + " AS f"
                : "(SELECT * FROM " + features.from + " AS t WHERE " + of.sql + ") AS f";
        String sql = "SELECT l.id, " + selected + " FROM (SELECT t.id, " + labelKey.sql + " AS k, " + labelTime.sql
                + " AS tm FROM " + labels.from + " AS t) AS l LEFT ASOF JOIN " + featureFrom + " MATCH_CONDITION "
                + withAlias(time, "f").sql + (strict ? " < " : " <= ") + "l.tm ON " + withAlias(key, "f").sql
                + " = l.k";
        return new Expected(sql, List.of(), false, -1, expected);
    }

    private static boolean sameKind(Type one, Type other) {
        boolean whole = isWhole(one) && isWhole(other);
        return whole || one.equals(other);
    }

    private static boolean isWhole(Type type) {
        return type.typeId() == Type.TypeID.INTEGER || type.typeId() == Type.TypeID.LONG;
    }

    private static boolean matches(
            Row label, Column labelKey, Column labelTime, Row feature, Column key, Column time, boolean strict) {
        Object one = labelKey.value.apply(label);
        Object other = key.value.apply(feature);
        Object at = labelTime.value.apply(label);
        Object before = time.value.apply(feature);
        if (one == null || other == null || at == null || before == null || Plain.compare(one, other) != 0) {
            return false;
        }
        int order = Plain.compare(before, at);
        return order < 0 || order == 0 && !strict;
    }

    /** Rows of a query have no history. */
    private static int later(Row candidate, Row latest, Column time, boolean ofTable) {
        int order = Plain.compare(
                Objects.requireNonNull(time.value.apply(candidate)), Objects.requireNonNull(time.value.apply(latest)));
        return order == 0 && ofTable ? Long.compare(updated(candidate), updated(latest)) : order;
    }

    private static long updated(Row row) {
        Long updated = row.state.updated(row.stored);
        return updated == null ? row.state.sequence(row.stored) : updated;
    }

    // ---- conditions

    private Condition condition(Version version, List<Column> columns, List<Column> comparable, int depth) {
        int kind = random.nextInt(20);
        if (depth > 0 && kind < 7) {
            Condition one = condition(version, columns, comparable, depth - 1);
            Condition other = condition(version, columns, comparable, depth - 1);
            boolean and = random.nextBoolean();
            return new Condition("(" + one.sql + (and ? " AND " : " OR ") + other.sql + ")", row -> {
                Boolean a = one.test.apply(row);
                Boolean b = other.test.apply(row);
                Boolean decisive = !and;
                if (decisive.equals(a) || decisive.equals(b)) {
                    return decisive;
                }
                return a == null || b == null ? null : and;
            });
        }
        if (depth > 0 && kind < 9) {
            Condition negated = condition(version, columns, comparable, depth - 1);
            return new Condition("(NOT " + negated.sql + ")", row -> {
                Boolean value = negated.test.apply(row);
                return value == null ? null : !value;
            });
        }
        if (kind < 12) {
            Column column = columns.get(random.nextInt(columns.size()));
            boolean isNull = random.nextBoolean();
            return new Condition(
                    "(" + column.sql + (isNull ? " IS NULL)" : " IS NOT NULL)"),
                    row -> (column.value.apply(row) == null) == isNull);
        }
        Column column = comparable.get(random.nextInt(comparable.size()));
        return switch (random.nextInt(8)) {
            case 0 -> among(version, column, random.nextInt(3) == 0);
            case 1 -> {
                Object low = literal(version, column);
                Object high = literal(version, column);
                yield new Condition(
                        "(" + column.sql + " BETWEEN " + Plain.literal(column.type, low) + " AND "
                                + Plain.literal(column.type, high) + ")",
                        row -> {
                            Object value = column.value.apply(row);
                            return value == null
                                    ? null
                                    : Plain.compare(value, low) >= 0 && Plain.compare(value, high) <= 0;
                        });
            }
            case 2 -> {
                Object value = literal(version, column);
                boolean not = random.nextBoolean();
                yield new Condition(
                        "(" + column.sql + " IS " + (not ? "NOT " : "") + "DISTINCT FROM "
                                + Plain.literal(column.type, value) + ")",
                        row -> {
                            Object found = column.value.apply(row);
                            return (found == null || Plain.compare(found, value) != 0) != not;
                        });
            }
            case 3 ->
                column.type.typeId() == Type.TypeID.STRING
                        ? like(version, column)
                        : column.type.typeId() == Type.TypeID.BOOLEAN ? truth(column) : comparison(version, column);
            default -> comparison(version, column);
        };
    }

    private static Condition truth(Column column) {
        return new Condition(
                "(" + column.sql + " IS NOT FALSE)", row -> !Boolean.FALSE.equals(column.value.apply(row)));
    }

    private Condition like(Version version, Column column) {
        String text = (String) literal(version, column);
        String prefix =
                text.codePointCount(0, text.length()) > 2 ? text.substring(0, text.offsetByCodePoints(0, 2)) : text;
        boolean not = random.nextInt(3) == 0;
        String escaped =
                prefix.replace("^", "^^").replace("%", "^%").replace("_", "^_").replace("'", "''");
        return new Condition("(" + column.sql + (not ? " NOT" : "") + " LIKE '" + escaped + "%' ESCAPE '^')", row -> {
            String value = (String) column.value.apply(row);
            return value == null ? null : value.startsWith(prefix) != not;
        });
    }

    private Condition among(Version version, Column column, boolean not) {
        List<Object> values = new ArrayList<>();
        StringJoiner list = new StringJoiner(", ", "(", ")");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Object value = literal(version, column);
            values.add(value);
            list.add(Plain.literal(column.type, value));
        }
        return new Condition("(" + column.sql + (not ? " NOT" : "") + " IN " + list + ")", row -> {
            Object value = column.value.apply(row);
            return value == null ? null : values.stream().anyMatch(each -> Plain.compare(value, each) == 0) != not;
        });
    }

    private Condition comparison(Version version, Column column) {
        String operator = Plain.pick(random, "=", "=", "<>", "<", "<=", ">", ">=");
        Object value = literal(version, column);
        Type type = column.type;
        String text = Plain.literal(type, value);
        if (value instanceof Long && isWhole(type) && random.nextInt(6) == 0) {
            double half = (Long) value % 1000 + 0.5;
            value = half;
            text = Double.toString(half);
        } else if (value instanceof Long && type.typeId() == Type.TypeID.INTEGER && random.nextInt(4) == 0) {
            value = Plain.pick(random, 1L << 31, -(1L << 31) - 1, 1L << 40);
            text = value.toString();
        }
        Object literal = value instanceof Double && text.matches("-?\\d+\\.5") ? new BigDecimal(text) : value;
        return new Condition("(" + column.sql + " " + operator + " " + text + ")", row -> {
            Object found = column.value.apply(row);
            if (found == null) {
                return null;
            }
            int order = Plain.compare(found, literal);
            return switch (operator) {
                case "=" -> order == 0;
                case "<>" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        });
    }

    /** Most often one that a row has. */
    private Object literal(Version version, Column column) {
        List<StoredRow> rows = version.state.rows();
        if (!rows.isEmpty() && random.nextInt(3) != 0) {
            Object value = column.value.apply(new Row(rows.get(random.nextInt(rows.size())), version.state));
            if (value != null) {
                return value;
            }
        }
        return Plain.random(column.type, random);
    }

    static Map<String, Integer> counted(List<String> rows) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }
}
