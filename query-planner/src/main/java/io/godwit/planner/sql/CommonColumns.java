package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a join by USING or NATURAL whose sides are joined so themselves. A column that they have in common is, as in
 * the SQL standard, the right one of a RIGHT JOIN and the one that is there of a FULL JOIN; Calcite takes the first one, which
 * is null where the first table had no row.
 */
final class CommonColumns {
    private final SqlValidator validator;
    private final SqlNameMatcher matcher;
    private final RexBuilder builder;
    private final List<RelDataTypeField> fields;

    CommonColumns(SqlValidator validator, RexBuilder builder, RelNode left, RelNode right) {
        this.validator = validator;
        this.matcher = validator.getCatalogReader().nameMatcher();
        this.builder = builder;
        this.fields = new ArrayList<>(left.getRowType().getFieldList());
        fields.addAll(right.getRowType().getFieldList());
    }

    /** @param standing what Calcite has made of it, which stands where each column is one of a table's */
    RexNode condition(SqlJoin join, RexNode standing) {
        List<RexNode> equal = new ArrayList<>();
        boolean isMade = false;
        for (String name : names(join)) {
            int behindLeft = width(join.getLeft());
            RexNode left = requireNonNull(column(join.getLeft(), name, 0), name);
            RexNode right = requireNonNull(column(join.getRight(), name, behindLeft), name);
            equal.add(builder.makeCall(SqlStdOperatorTable.EQUALS, left, right));
            isMade |= !left.equals(first(join.getLeft(), name, 0))
                    || !right.equals(first(join.getRight(), name, behindLeft));
        }
        return isMade ? RexUtil.composeConjunction(builder, equal) : standing;
    }

    private List<String> names(SqlJoin join) {
        if (join.isNatural()) {
            return SqlValidatorUtil.deriveNaturalJoinColumnList(matcher, row(join.getLeft()), row(join.getRight()));
        }
        return join.getConditionType() == JoinConditionType.USING
                ? SqlIdentifier.simpleNames((SqlNodeList) requireNonNull(join.getCondition(), "USING"))
                : List.of();
    }

    /** @param offset of the source's first column among those of the join; null if it has no such column */
    private @Nullable RexNode column(SqlNode source, String name, int offset) {
        if (!(source instanceof SqlJoin join)) {
            return first(source, name, offset);
        }
        RexNode left = column(join.getLeft(), name, offset);
        RexNode right = column(join.getRight(), name, offset + width(join.getLeft()));
        if (left == null || right == null) {
            return left == null ? right : left;
        } else if (names(join).stream().noneMatch(common -> matcher.matches(common, name))) {
            return left;
        }
        return switch (join.getJoinType()) {
            case RIGHT -> right;
            case FULL ->
                builder.makeCall(
                        SqlStdOperatorTable.CASE, builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, left), left, right);
            default -> left;
        };
    }

    private @Nullable RexNode first(SqlNode source, String name, int offset) {
        RelDataTypeField field = matcher.field(row(source), name);
        return field == null ? null : RexInputRef.of(offset + field.getIndex(), fields);
    }

    private int width(SqlNode source) {
        return row(source).getFieldCount();
    }

    private RelDataType row(SqlNode source) {
        return requireNonNull(validator.getNamespace(source), "namespace").getRowType();
    }
}
