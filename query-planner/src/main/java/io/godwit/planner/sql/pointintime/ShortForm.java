package io.godwit.planner.sql.pointintime;

import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.parser.MatchCondition;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.FeatureTableProperties;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.sql.syntax.SyntaxSearch;
import io.godwit.planner.sql.text.SqlErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/** Writes {@code MATCH_CONDITION w AS OF l.ts} out in full, from what the feature table's properties declare. */
public final class ShortForm {
    private final SqlValidatorImpl validator;
    private final SqlAsofJoin join;

    public ShortForm(SqlValidatorImpl validator, SqlAsofJoin join) {
        this.validator = validator;
        this.join = join;
    }

    /** Does nothing to a condition in the long form. Says whether it wrote keys into the ON clause. */
    public boolean expand() {
        SqlCall condition = MatchConditionSyntax.of(join);
        if (!(MatchCondition.bounds(condition) instanceof SqlCall asOf)
                || !asOf.getOperator().equals(MatchCondition.AS_OF)) {
            return false;
        }
        SqlIdentifier feature = asOf.operand(0);
        String direction = MatchCondition.direction(condition);
        if (direction != null) {
            throw SqlErrors.invalid(
                    feature,
                    "The short form looks back from the label's time; for %s write MATCH_CONDITION in full"
                            .formatted(direction));
        }
        SqlNode time = asOf.operand(1);
        PinnedTable table = table(feature);
        FeatureTableProperties declared = FeatureTableProperties.of(table);
        condition.setOperand(0, bounds(feature, time, table, declared));
        if (!(join.getCondition() instanceof SqlLiteral)) {
            return false;
        }
        join.setOperand(5, keys(feature, time, table, declared));
        return true;
    }

    private PinnedTable table(SqlIdentifier feature) {
        SqlNode right = join.getRight();
        String alias = SqlValidatorUtil.alias(right);
        if (!feature.getSimple().equalsIgnoreCase(alias)) {
            throw SqlErrors.invalid(
                    feature,
                    "%s AS OF must name the feature table on the right of this join%s"
                            .formatted(feature, alias == null ? "" : ", which is called " + alias));
        }
        SqlNode source = right.getKind() == SqlKind.AS ? ((SqlCall) right).operand(0) : right;
        SqlValidatorNamespace namespace = validator.getNamespace(source);
        SqlValidatorTable bound = namespace == null ? null : namespace.getTable();
        BoundTable table = bound == null ? null : bound.unwrap(BoundTable.class);
        if (table != null && table.relation() instanceof Relation.Pinned pinned) {
            return pinned.table();
        }
        throw SqlErrors.invalid(
                feature,
                "The short form reads keys and times from a table's properties, and %s is not an Iceberg table; write"
                                .formatted(feature)
                        + " MATCH_CONDITION and ON in full");
    }

    private SqlNode bounds(SqlIdentifier feature, SqlNode written, PinnedTable table, FeatureTableProperties declared) {
        SqlParserPos position = feature.getParserPosition();
        String eventTime = declared.eventTime();
        if (eventTime == null) {
            throw SqlErrors.invalid(
                    feature,
                    "Table %s does not declare its event time; set its property %s, or write MATCH_CONDITION in full"
                            .formatted(table.name(), FeatureTableProperties.EVENT_TIME));
        }
        List<SqlNode> bounds = new ArrayList<>();
        Supplier<SqlNode> time = () -> TimeColumns.time(written, table, eventTime);
        bounds.add(compare(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, column(feature, eventTime), time.get()));
        if (declared.ingestionTime() != null) {
            bounds.add(compare(
                    SqlStdOperatorTable.LESS_THAN_OR_EQUAL, column(feature, declared.ingestionTime()), time.get()));
        }
        Duration ttl = FeatureTableProperties.ttl(table);
        if (ttl != null) {
            SqlNode interval = TimeColumns.interval(ttl, table, eventTime, feature);
            SqlNode earliest = SqlStdOperatorTable.MINUS.createCall(position, time.get(), interval);
            bounds.add(compare(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, column(feature, eventTime), earliest));
        }
        return MatchConditionSyntax.and(bounds, position);
    }

    private SqlNode keys(SqlIdentifier feature, SqlNode time, PinnedTable table, FeatureTableProperties declared) {
        if (declared.entityKey().isEmpty()) {
            throw SqlErrors.invalid(
                    feature,
                    "Table %s declares no entity key; set its property %s or its identifier fields, or write ON"
                            .formatted(table.name(), FeatureTableProperties.ENTITY_KEY));
        }
        List<String> labels = labels(time);
        List<SqlNode> keys = new ArrayList<>();
        for (String key : declared.entityKey()) {
            List<String> names = new ArrayList<>(labels);
            names.add(key);
            keys.add(compare(
                    SqlStdOperatorTable.EQUALS,
                    column(feature, key),
                    new SqlIdentifier(names, time.getParserPosition())));
        }
        return MatchConditionSyntax.and(keys, feature.getParserPosition());
    }

    /** What the labels' keys are qualified with: what the time's columns are, else the name of the only table on the left. */
    private List<String> labels(SqlNode time) {
        Set<List<String>> qualifiers = new HashSet<>();
        SyntaxSearch.names(time).forEach(name -> qualifiers.add(name.names.subList(0, name.names.size() - 1)));
        if (qualifiers.size() == 1 && !qualifiers.contains(List.of())) {
            return qualifiers.iterator().next();
        }
        String alias = SqlValidatorUtil.alias(join.getLeft());
        if (alias == null) {
            throw SqlErrors.invalid(
                    time,
                    "The short form cannot tell whose keys belong to %s; write ON, or the time with its table's name"
                            .formatted(time));
        }
        return List.of(alias);
    }

    private static SqlNode compare(SqlBinaryOperator comparison, SqlNode left, SqlNode right) {
        return comparison.createCall(left.getParserPosition(), left, right);
    }

    private static SqlIdentifier column(SqlIdentifier feature, String name) {
        return new SqlIdentifier(List.of(feature.getSimple(), name), feature.getParserPosition());
    }
}
