package io.godwit.planner.sql.pointintime;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.parser.LatestClause;
import io.godwit.planner.parser.MatchCondition;
import io.godwit.planner.rel.FeatureTableProperties;
import io.godwit.planner.sql.syntax.Selects;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.List;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code t FOR LATEST AS OF instant} as an ASOF join of t to its own entities, the instant being the time of each. With
 * nothing said but the instant, all that the table declares holds: its keys, its ingestion time and its time to live.
 */
public final class LatestRewrite {
    private static final String ENTITIES = "entities";
    private static final String FEATURES = "features";
    private static final String INSTANT = "as of";

    private final SqlCall clause;
    private final SqlParserPos position;
    private final @Nullable PinnedTable table;
    private final @Nullable SqlIdentifier writtenTime;

    /** @param table what is read, or null if it is no Iceberg table and declares nothing */
    public LatestRewrite(SqlCall clause, @Nullable PinnedTable table) {
        this.clause = clause;
        this.position = clause.getParserPosition();
        this.table = table;
        this.writtenTime = LatestClause.eventTime(clause);
    }

    /**
     * The rows of {@code features} that are the latest of their entity.
     *
     * @param entities the same source once more
     */
    public SqlNode query(SqlNode features, SqlNode entities) {
        List<String> keys = keys();
        String eventTime = eventTime();
        SqlNode labels = Selects.select(
                position,
                List.of(SqlIdentifier.star(position), as(instant(eventTime), INSTANT)),
                as(distinct(keys, entities, eventTime), ENTITIES));
        SqlNode join = new SqlAsofJoin(
                position,
                as(labels, ENTITIES),
                SqlLiteral.createBoolean(false, position),
                JoinType.ASOF.symbol(position),
                as(features, FEATURES),
                JoinConditionType.ON.symbol(position),
                MatchConditionSyntax.and(keys.stream().map(this::sameKey).toList(), position),
                MatchCondition.of(bounds(eventTime), position));
        return Selects.select(position, List.of(new SqlIdentifier(List.of(FEATURES, ""), position)), join);
    }

    /** Whether this is the column that holds the instant. */
    static boolean isInstant(SqlIdentifier column) {
        return column.names.get(column.names.size() - 1).equals(INSTANT);
    }

    private List<String> keys() {
        SqlNodeList written = LatestClause.keys(clause);
        if (!written.isEmpty()) {
            return written.stream()
                    .map(key -> ((SqlIdentifier) key).getSimple())
                    .toList();
        }
        List<String> declared = table == null ? List.of() : declared(table).entityKey();
        if (declared.isEmpty()) {
            throw SqlErrors.invalid(
                    clause,
                    "%s declares no entity key; write BY (column, …) after the instant, or set the table's property %s"
                            .formatted(name(), FeatureTableProperties.ENTITY_KEY));
        }
        return declared;
    }

    private String eventTime() {
        String time = writtenTime != null
                ? writtenTime.getSimple()
                : table == null ? null : declared(table).eventTime();
        if (time == null) {
            throw SqlErrors.invalid(
                    clause,
                    "%s does not declare its event time; write FOR LATEST event_time AS OF, or set the table's property %s"
                            .formatted(name(), FeatureTableProperties.EVENT_TIME));
        }
        return time;
    }

    private static FeatureTableProperties declared(PinnedTable table) {
        return FeatureTableProperties.of(table);
    }

    private String name() {
        return table == null ? clause.operand(0).toString() : "Table " + table.name();
    }

    /** An entity whose first row is later than the instant has no match: its rows need not be read. */
    private SqlNode distinct(List<String> keys, SqlNode entities, String eventTime) {
        SqlNode known = SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(
                position, new SqlIdentifier(eventTime, position), instant(eventTime));
        List<SqlIdentifier> columns =
                keys.stream().map(key -> new SqlIdentifier(key, position)).toList();
        return Selects.distinct(position, columns, as(entities, ENTITIES), known);
    }

    private SqlNode bounds(String eventTime) {
        SqlIdentifier instant = new SqlIdentifier(List.of(ENTITIES, INSTANT), position);
        return writtenTime == null
                ? MatchCondition.AS_OF.createCall(position, new SqlIdentifier(FEATURES, position), instant)
                : SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(
                        position, new SqlIdentifier(List.of(FEATURES, eventTime), position), instant);
    }

    private SqlNode sameKey(String key) {
        return SqlStdOperatorTable.EQUALS.createCall(
                position,
                new SqlIdentifier(List.of(FEATURES, key), position),
                new SqlIdentifier(List.of(ENTITIES, key), position));
    }

    private SqlNode instant(String eventTime) {
        return TimeColumns.time(LatestClause.instant(clause), table, eventTime);
    }

    private SqlNode as(SqlNode node, String alias) {
        return Selects.as(position, node, alias);
    }
}
