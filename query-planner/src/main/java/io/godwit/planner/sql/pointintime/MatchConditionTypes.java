package io.godwit.planner.sql.pointintime;

import io.godwit.planner.sql.text.SqlErrors;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Compares times only with times of the same kind. An implicit cast would decide silently what zone a timestamp without
 * one is in, or at which hour a date begins.
 */
public final class MatchConditionTypes {
    private final SqlValidator validator;
    private final SqlValidatorScope scope;

    public MatchConditionTypes(SqlValidator validator, SqlValidatorScope scope) {
        this.validator = validator;
        this.scope = scope;
    }

    public void check(SqlNode condition) {
        MatchConditionSyntax.comparisons(condition).forEach(this::checkComparison);
    }

    private void checkComparison(SqlCall comparison) {
        SqlNode left = comparison.operand(0);
        SqlNode right = comparison.operand(1);
        SqlTypeName leftKind = kind(left);
        SqlTypeName rightKind = kind(right);
        if (leftKind != rightKind) {
            throw SqlErrors.invalid(
                    comparison,
                    "MATCH_CONDITION compares %s, a %s, with %s, a %s; cast one of them: CAST(%s AS %s)%s"
                            .formatted(
                                    text(left),
                                    words(leftKind),
                                    text(right),
                                    words(rightKind),
                                    text(right),
                                    words(leftKind),
                                    hint(leftKind, left, rightKind, right)));
        }
    }

    /** Frames mostly come from pandas, whose times have no zone unless one is given. */
    private static String hint(SqlTypeName leftKind, SqlNode left, SqlTypeName rightKind, SqlNode right) {
        SqlNode naive = leftKind == SqlTypeName.TIMESTAMP ? left : right;
        boolean isAboutZones = Set.of(leftKind, rightKind)
                .equals(Set.of(SqlTypeName.TIMESTAMP, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE));
        if (!isAboutZones || !(naive instanceof SqlIdentifier column)) {
            return "";
        }
        String name = column.names.get(column.names.size() - 1);
        return "; or, in pandas, give it its zone: frame[\"%s\"].dt.tz_localize(\"UTC\")".formatted(name);
    }

    private SqlTypeName kind(SqlNode operand) {
        RelDataType type = validator.deriveType(scope, operand);
        SqlTypeName name = type.getSqlTypeName();
        return SqlTypeName.INT_TYPES.contains(name) ? SqlTypeName.BIGINT : name;
    }

    /** As a user would write it. */
    static String text(SqlNode node) {
        if (node instanceof SqlIdentifier identifier && LatestRewrite.isInstant(identifier)) {
            return "the instant";
        }
        return node.toSqlString(SqlErrors.PLAIN).getSql();
    }

    static String words(SqlTypeName name) {
        return name.name().replace('_', ' ');
    }
}
