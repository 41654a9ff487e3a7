package io.godwit.planner.sql.pointintime;

import io.godwit.planner.sql.text.SqlErrors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** Compares keys of an ASOF join only with keys of their kind: an implicit cast would fail at some row, or match too much. */
public final class KeyTypes {
    private final SqlValidator validator;
    private final SqlValidatorScope scope;

    public KeyTypes(SqlValidator validator, SqlValidatorScope scope) {
        this.validator = validator;
        this.scope = scope;
    }

    public void check(SqlNode condition) {
        MatchConditionSyntax.comparisons(condition).forEach(this::checkComparison);
    }

    private void checkComparison(SqlCall comparison) {
        SqlNode left = comparison.operand(0);
        SqlNode right = comparison.operand(1);
        RelDataType leftType = validator.deriveType(scope, left);
        RelDataType rightType = validator.deriveType(scope, right);
        refuseNested(comparison, left, leftType);
        refuseNested(comparison, right, rightType);
        if (isKnown(leftType)
                && isKnown(rightType)
                && leftType.getSqlTypeName().getFamily()
                        != rightType.getSqlTypeName().getFamily()) {
            throw SqlErrors.invalid(
                    comparison,
                    "ON compares %s, a %s, with %s, a %s, and keys must be of one kind%s"
                            .formatted(
                                    MatchConditionTypes.text(left),
                                    words(leftType),
                                    MatchConditionTypes.text(right),
                                    words(rightType),
                                    advice(leftType, right, rightType)));
        }
    }

    private static void refuseNested(SqlCall comparison, SqlNode key, RelDataType type) {
        if (type.isStruct() || type.getComponentType() != null || type.getKeyType() != null) {
            throw SqlErrors.invalid(
                    comparison,
                    "ON compares %s, a %s, which is no key; compare the single values inside it that name the entity"
                            .formatted(MatchConditionTypes.text(key), words(type)));
        }
    }

    private static String advice(RelDataType leftType, SqlNode right, RelDataType rightType) {
        return SqlTypeUtil.canCastFrom(leftType, rightType, true)
                ? "; cast one of them: CAST(%s AS %s)".formatted(MatchConditionTypes.text(right), words(leftType))
                : "";
    }

    private static String words(RelDataType type) {
        return MatchConditionTypes.words(type.getSqlTypeName());
    }

    private static boolean isKnown(RelDataType type) {
        SqlTypeName name = type.getSqlTypeName();
        return name != SqlTypeName.UNKNOWN && name != SqlTypeName.NULL && name != SqlTypeName.ANY;
    }
}
