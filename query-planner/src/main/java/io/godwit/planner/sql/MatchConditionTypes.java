package io.godwit.planner.sql;

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
final class MatchConditionTypes {
    private final SqlValidator validator;
    private final SqlValidatorScope scope;

    MatchConditionTypes(SqlValidator validator, SqlValidatorScope scope) {
        this.validator = validator;
        this.scope = scope;
    }

    void check(SqlNode condition) {
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
                    "MATCH_CONDITION compares %s, a %s, with %s, a %s; cast one of them: CAST(%s AS %s)"
                            .formatted(
                                    text(left),
                                    words(leftKind),
                                    text(right),
                                    words(rightKind),
                                    text(right),
                                    words(leftKind)));
        }
    }

    private SqlTypeName kind(SqlNode operand) {
        RelDataType type = validator.deriveType(scope, operand);
        SqlTypeName name = type.getSqlTypeName();
        return SqlTypeName.INT_TYPES.contains(name) ? SqlTypeName.BIGINT : name;
    }

    private static String text(SqlNode node) {
        if (node instanceof SqlIdentifier identifier && LatestRewrite.isInstant(identifier)) {
            return "the instant";
        }
        return node.toSqlString(SqlErrors.PLAIN).getSql();
    }

    private static String words(SqlTypeName name) {
        return name.name().replace('_', ' ');
    }
}
