package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.rel.FixedOrder;
import io.godwit.planner.rel.SharedRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a plan as one SELECT for DuckDB.
 *
 * <p>Every relation becomes a SELECT over its inputs in parentheses, and its columns are called c0, c1, … by position, so
 * that no name of a user's can clash with another. DuckDB's optimizer takes the nesting apart; nobody reads the text but
 * {@code EXPLAIN}. The order of null values is always written. Correlations are expected to be gone, apart from those of
 * {@code UNNEST}.
 */
public final class DuckDbUnparser {
    private static final String KEPT = " kept";

    private final Function<RelNode, @Nullable String> leaves;
    private final StatementValues values;
    /** What is computed once and read in several places, by the name of its table; what one reads comes before it. */
    private final Map<String, String> shared = new LinkedHashMap<>();
    /** Streams read within a recursion, while one is being written. */
    private @Nullable Set<String> repeated;

    private DuckDbUnparser(Function<RelNode, @Nullable String> leaves, StatementValues values) {
        this.leaves = leaves;
        this.values = values;
    }

    /**
     * The SQL of {@code plan}.
     *
     * @param leaves asked once for each occurrence of a relation: the table name of a stream of its own, or null for what
     *     the engine computes itself
     */
    public static String unparse(RelNode plan, Function<RelNode, @Nullable String> leaves, StatementValues values) {
        DuckDbUnparser unparser = new DuckDbUnparser(leaves, values);
        String select = unparser.select(plan);
        return unparser.withShared() + select;
    }

    private String withShared() {
        return shared.isEmpty()
                ? ""
                : shared.entrySet().stream()
                        .map(rows -> "%s AS MATERIALIZED (%s)".formatted(Quoted.name(rows.getKey()), rows.getValue()))
                        .collect(Collectors.joining(", ", "WITH ", " "));
    }

    static String aliasOf(CorrelationId correlation) {
        return "outer" + correlation.getId();
    }

    static String orderKeys(List<RelFieldCollation> keys, DuckDbExpressions expressions) {
        return keys.stream()
                .map(key -> expressions.column(key.getFieldIndex()) + " " + direction(key))
                .collect(Collectors.joining(", "));
    }

    private static String direction(RelFieldCollation key) {
        RelFieldCollation.NullDirection nulls = key.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
                ? key.direction.defaultNullDirection()
                : key.nullDirection;
        return (key.direction.isDescending() ? "DESC" : "ASC")
                + (nulls == RelFieldCollation.NullDirection.FIRST ? " NULLS FIRST" : " NULLS LAST");
    }

    private String select(RelNode planned) {
        RelNode rel = planned.stripped();
        String leaf = leaves.apply(rel);
        if (leaf != null) {
            return selectLeaf(rows(leaf), rel.getRowType());
        } else if (rel instanceof SharedRows rows) {
            return select(rows);
        } else if (rel instanceof Project project) {
            return select(project);
        } else if (rel instanceof Filter filter) {
            return "SELECT * FROM %s WHERE %s"
                    .formatted(from(filter.getInput()), over(filter.getInput()).of(filter.getCondition()));
        } else if (rel instanceof Join join) {
            return select(join);
        } else if (rel instanceof Aggregate aggregate) {
            return select(aggregate);
        } else if (rel instanceof Sort sort) {
            return select(sort);
        } else if (rel instanceof SetOp setOp) {
            return select(setOp);
        } else if (rel instanceof Values rows) {
            return select(rows);
        } else if (rel instanceof Correlate correlate) {
            return select(correlate);
        } else if (rel instanceof Uncollect uncollect) {
            return select(uncollect);
        } else if (rel instanceof RepeatUnion union) {
            return select(union);
        } else if (rel instanceof Spool spool) {
            return select(spool.getInput());
        } else if (rel instanceof TableScan scan && scan.getTable().unwrap(TransientTable.class) != null) {
            return selectLeaf(nameOf(scan.getTable().getQualifiedName()), rel.getRowType());
        }
        throw DuckDbExpressions.unsupported(rel.getRelTypeName());
    }

    /** The table that has a stream's rows: a stream gives them once, and a recursion asks for them again and again. */
    private String rows(String leaf) {
        if (repeated == null) {
            return leaf;
        }
        repeated.add(leaf);
        return leaf + KEPT;
    }

    private String select(SharedRows rows) {
        String name = "shared" + rows.ordinal();
        if (!shared.containsKey(name)) {
            shared.put(name, select(rows.producer()));
        }
        return selectLeaf(name, rows.getRowType());
    }

    private static String selectLeaf(String name, RelDataType rowType) {
        if (rowType.getFieldCount() == 0) {
            return "SELECT NULL AS nothing FROM " + Quoted.name(name);
        }
        return "SELECT * FROM %s AS t(%s)".formatted(Quoted.name(name), names(rowType));
    }

    private String select(Project planned) {
        Project project = DuckDbWindowKeys.asColumns(planned);
        DuckDbExpressions expressions = over(project.getInput());
        return "SELECT %s FROM %s".formatted(items(expressions.all(project.getProjects())), from(project.getInput()));
    }

    private String select(Sort sort) {
        DuckDbExpressions expressions = over(sort.getInput());
        StringBuilder text = new StringBuilder("SELECT * FROM ").append(from(sort.getInput()));
        List<RelFieldCollation> keys = sort.getCollation().getFieldCollations();
        if (!keys.isEmpty()) {
            text.append(" ORDER BY ").append(orderKeys(keys, expressions));
            if (sort instanceof FixedOrder) {
                keys.forEach(key -> text.append(tieBreaker(key.getFieldIndex(), sort.getRowType(), expressions)));
            }
        }
        if (sort.fetch != null) {
            text.append(" LIMIT ").append(expressions.of(sort.fetch));
        }
        if (sort.offset != null) {
            text.append(" OFFSET ").append(expressions.of(sort.offset));
        }
        return text.toString();
    }

    /** A further key where values compare as equal that are not the same: the two zeros, alone or in something nested. */
    private static String tieBreaker(int column, RelDataType rowType, DuckDbExpressions expressions) {
        RelDataType type = rowType.getFieldList().get(column).getType();
        if (SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName())) {
            return ", signbit(%s)".formatted(expressions.column(column));
        }
        return SqlTypes.isNested(type) ? ", CAST(%s AS VARCHAR)".formatted(expressions.column(column)) : "";
    }

    private String select(Aggregate aggregate) {
        DuckDbExpressions expressions = over(aggregate.getInput());
        List<String> items = new ArrayList<>();
        aggregate.getGroupSet().forEachInt(key -> items.add(expressions.column(key)));
        DuckDbExpressions arguments = argumentsOver(aggregate.getInput());
        // GROUPING wants its keys as they stand in GROUP BY, a literal among them as a column.
        aggregate
                .getAggCallList()
                .forEach(call -> items.add(DuckDbAggregates.of(
                        call, call.getAggregation().getKind() == SqlKind.GROUPING ? expressions : arguments)));
        String groups = aggregate.getGroupSets().stream()
                .map(set -> groupingSet(set, expressions))
                .collect(Collectors.joining(", "));
        String rows = items.isEmpty() ? "count(*) AS nothing" : items(items);
        String grouping =
                aggregate.getGroupSets().size() == 1 && aggregate.getGroupSet().isEmpty()
                        ? ""
                        : " GROUP BY GROUPING SETS (" + groups + ")";
        return "SELECT %s FROM %s%s".formatted(rows, from(aggregate.getInput()), grouping);
    }

    private static String groupingSet(ImmutableBitSet set, DuckDbExpressions expressions) {
        return set.asList().stream().map(expressions::column).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The engine builds its hash table from the right side and knows no sizes: the smaller input is written there. */
    private String select(Join join) {
        JoinRelType type = join.getJoinType();
        boolean swapped = isSwappable(type) && rows(join.getLeft()) < rows(join.getRight());
        String left = "(" + select(join.getLeft()) + ") AS l";
        String right = "(" + select(join.getRight()) + ") AS r";
        return "SELECT %s FROM %s %s JOIN %s ON %s"
                .formatted(
                        joinedColumns(join),
                        swapped ? right : left,
                        keyword(swapped ? type.swap() : type),
                        swapped ? left : right,
                        bothSides(join.getLeft()).of(join.getCondition()));
    }

    private static boolean isSwappable(JoinRelType type) {
        return switch (type) {
            case INNER, LEFT, RIGHT, FULL -> true;
            default -> false;
        };
    }

    private static double rows(RelNode rel) {
        return rel.getCluster().getMetadataQuery().getRowCount(rel);
    }

    private static String keyword(JoinRelType type) {
        return switch (type) {
            case INNER, LEFT, RIGHT, FULL, SEMI, ANTI -> type.name();
            default -> throw DuckDbExpressions.unsupported("a join of type " + type);
        };
    }

    private String joinedColumns(RelNode join) {
        RelNode left = join.getInput(0);
        DuckDbExpressions expressions = bothSides(left);
        return items(IntStream.range(0, join.getRowType().getFieldCount())
                .mapToObj(expressions::column)
                .toList());
    }

    private DuckDbExpressions bothSides(RelNode left) {
        int leftCount = left.getRowType().getFieldCount();
        return expressions(left, column -> column < leftCount ? "l.c" + column : "r.c" + (column - leftCount));
    }

    private String select(Correlate correlate) {
        String alias = aliasOf(correlate.getCorrelationId());
        int leftCount = correlate.getLeft().getRowType().getFieldCount();
        List<String> columns = IntStream.range(0, correlate.getRowType().getFieldCount())
                .mapToObj(column -> column < leftCount ? alias + ".c" + column : "r.c" + (column - leftCount))
                .toList();
        return "SELECT %s FROM (%s) AS %s %s JOIN LATERAL (%s) AS r ON TRUE"
                .formatted(
                        items(columns),
                        select(correlate.getLeft()),
                        alias,
                        keyword(correlate.getJoinType()),
                        select(correlate.getRight()));
    }

    private String select(SetOp setOp) {
        String operator = (setOp instanceof Minus ? "EXCEPT" : setOp instanceof Intersect ? "INTERSECT" : "UNION")
                + (setOp.all ? " ALL " : " ");
        return setOp.getInputs().stream()
                .map(input -> "(" + selectAs(input, setOp.getRowType()) + ")")
                .collect(Collectors.joining(operator));
    }

    /** The same rows with the types of {@code rowType}. */
    private String selectAs(RelNode rel, RelDataType rowType) {
        List<String> items = new ArrayList<>();
        for (RelDataTypeField field : rowType.getFieldList()) {
            String column = "t.c" + field.getIndex();
            String type = SqlTypes.nameOf(field.getType());
            boolean same = type.equals(SqlTypes.nameOf(
                    rel.getRowType().getFieldList().get(field.getIndex()).getType()));
            items.add(same ? column : SqlTypes.cast(column, type));
        }
        return "SELECT %s FROM %s".formatted(items(items), from(rel));
    }

    private String select(Values rows) {
        RelDataType rowType = rows.getRowType();
        if (rows.getTuples().isEmpty()) {
            List<String> nulls = rowType.getFieldList().stream()
                    .map(field -> DuckDbLiterals.nullOf(field.getType()))
                    .toList();
            return "SELECT " + items(nulls) + " WHERE FALSE";
        }
        if (rowType.getFieldCount() == 0) {
            return "SELECT NULL AS nothing FROM range(" + rows.getTuples().size() + ")";
        }
        String tuples = rows.getTuples().stream()
                .map(tuple -> IntStream.range(0, tuple.size())
                        .mapToObj(column -> SqlTypes.cast(
                                DuckDbLiterals.of(tuple.get(column)),
                                SqlTypes.nameOf(
                                        rowType.getFieldList().get(column).getType())))
                        .collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(", "));
        return "SELECT * FROM (VALUES %s) AS t(%s)".formatted(tuples, names(rowType));
    }

    /** Arrays side by side, the shorter ones filled up with nulls; an array of rows gives a column for each field. */
    private String select(Uncollect uncollect) {
        RexCall series = DuckDbSeries.unnested(uncollect);
        if (series != null) {
            RelDataType type = uncollect.getRowType().getFieldList().get(0).getType();
            RelNode one = uncollect.getInput().stripped().getInput(0);
            return "SELECT %s AS c0 FROM %s AS t(c0)"
                    .formatted(DuckDbExpressions.typed("t.c0", type), DuckDbSeries.table(series, over(one)));
        }
        List<String> unnested = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (RelDataTypeField field : uncollect.getInput().getRowType().getFieldList()) {
            unnest(field, unnested, items);
        }
        if (uncollect.withOrdinality) {
            items.add("t.u" + unnested.size());
            unnested.add("generate_subscripts(t.c0, 1)");
        }
        String inner = IntStream.range(0, unnested.size())
                .mapToObj(index -> unnested.get(index) + " AS u" + index)
                .collect(Collectors.joining(", "));
        return "SELECT %s FROM (SELECT %s FROM %s) AS t".formatted(items(items), inner, from(uncollect.getInput()));
    }

    private static void unnest(RelDataTypeField field, List<String> unnested, List<String> items) {
        String column = "t.c" + field.getIndex();
        String element = "t.u" + unnested.size();
        RelDataType component = field.getType().getComponentType();
        if (component == null) { // a map
            items.add(element);
            items.add("t.u" + (unnested.size() + 1));
            unnested.add("unnest(map_keys(" + column + "))");
            unnested.add("unnest(map_values(" + column + "))");
            return;
        }
        unnested.add("unnest(" + column + ")");
        if (component.isStruct()) {
            component
                    .getFieldList()
                    .forEach(part ->
                            items.add("struct_extract(%s, %s)".formatted(element, Quoted.text(part.getName()))));
        } else {
            items.add(element);
        }
    }

    private String select(RepeatUnion union) {
        String name = nameOf(union.getTransientTable().getQualifiedName());
        RelDataType rowType = union.getRowType();
        String seed = selectAs(union.getSeedRel(), rowType);
        boolean isOutermost = repeated == null;
        Set<String> streams = isOutermost ? new LinkedHashSet<>() : requireNonNull(repeated);
        repeated = streams;
        String iteration = selectAs(union.getIterativeRel(), rowType);
        repeated = isOutermost ? null : streams;
        return "WITH RECURSIVE %s%s(%s) AS ((%s) UNION %s(%s)) SELECT * FROM %s"
                .formatted(
                        isOutermost ? kept(streams) : "",
                        Quoted.name(name),
                        names(rowType),
                        seed,
                        union.all ? "ALL " : "",
                        iteration,
                        Quoted.name(name));
    }

    private static String kept(Set<String> streams) {
        return streams.stream()
                .map(stream -> "%s AS MATERIALIZED (SELECT * FROM %s), "
                        .formatted(Quoted.name(stream + KEPT), Quoted.name(stream)))
                .collect(Collectors.joining());
    }

    private static String nameOf(List<String> qualifiedName) {
        return qualifiedName.get(qualifiedName.size() - 1);
    }

    private DuckDbExpressions over(RelNode input) {
        return expressions(input, column -> "t.c" + column);
    }

    /** Literals stand as such: DuckDB takes a separator or a quantile only as a constant. */
    private DuckDbExpressions argumentsOver(RelNode input) {
        return expressions(input, column -> {
            RexLiteral literal = literalOf(input, column);
            return literal == null ? "t.c" + column : DuckDbLiterals.of(literal);
        });
    }

    /** What a column is in all rows, as far as it can be seen; where there are no rows, any constant does. */
    private static @Nullable RexLiteral literalOf(RelNode input, int column) {
        RelNode rel = input.stripped();
        if (rel instanceof Project project) {
            return project.getProjects().get(column) instanceof RexLiteral literal ? literal : null;
        } else if (rel instanceof Values rows) {
            Set<RexLiteral> values =
                    rows.tuples.stream().map(row -> row.get(column)).collect(Collectors.toSet());
            return values.isEmpty()
                    ? rel.getCluster()
                            .getRexBuilder()
                            .makeZeroLiteral(
                                    rel.getRowType().getFieldList().get(column).getType())
                    : values.size() == 1 ? values.iterator().next() : null;
        }
        return null;
    }

    private DuckDbExpressions expressions(RelNode input, IntFunction<String> columns) {
        return new DuckDbExpressions(input.getCluster().getRexBuilder(), values, columns);
    }

    private String from(RelNode input) {
        return "(" + select(input) + ") AS t";
    }

    private static String items(List<String> expressions) {
        if (expressions.isEmpty()) {
            return "NULL AS nothing";
        }
        return IntStream.range(0, expressions.size())
                .mapToObj(column -> expressions.get(column) + " AS c" + column)
                .collect(Collectors.joining(", "));
    }

    private static String names(RelDataType rowType) {
        return IntStream.range(0, rowType.getFieldCount())
                .mapToObj(column -> "c" + column)
                .collect(Collectors.joining(", "));
    }
}
