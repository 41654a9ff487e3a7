package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the name of a column stands for in a FROM clause with joins by USING or NATURAL. A column that the sides of such a join
 * have in common is, as in the SQL standard, the right one of a RIGHT JOIN, the one that is there of a FULL JOIN, and else the
 * left one; and so on where a side is joined so itself.
 */
public final class CommonColumns<E> {
    /** How a column is written down. */
    public interface Form<E> {
        E column(SqlNode table, RelDataTypeField field);

        /** The left one, or the right one where that is null. */
        E either(E left, E right);
    }

    /** @param isCommon whether several tables have the column, by which they are joined */
    public record Found<E>(E value, boolean isCommon) {}

    private final SqlValidator validator;
    private final SqlNameMatcher matcher;
    private final Form<E> form;

    public CommonColumns(SqlValidator validator, Form<E> form) {
        this.validator = validator;
        this.matcher = validator.getCatalogReader().nameMatcher();
        this.form = form;
    }

    /** Whether two tables of the source are joined by what they have in common. */
    static boolean areIn(@Nullable SqlNode source) {
        return source instanceof SqlJoin join
                && (join.isNatural()
                        || join.getConditionType() == JoinConditionType.USING
                        || areIn(join.getLeft())
                        || areIn(join.getRight()));
    }

    /** The columns that a join is by, none where it has a condition. */
    public List<String> names(SqlJoin join) {
        if (join.isNatural()) {
            return SqlValidatorUtil.deriveNaturalJoinColumnList(matcher, row(join.getLeft()), row(join.getRight()));
        }
        return join.getConditionType() == JoinConditionType.USING
                ? SqlIdentifier.simpleNames((SqlNodeList) requireNonNull(join.getCondition(), "USING"))
                : List.of();
    }

    /** Null if the source has no such column; the first where several have it that are not joined by it. */
    @Nullable
    public Found<E> find(SqlNode source, String name) {
        if (!(source instanceof SqlJoin join)) {
            E column = first(source, name);
            return column == null ? null : new Found<>(column, false);
        }
        Found<E> left = find(join.getLeft(), name);
        Found<E> right = find(join.getRight(), name);
        if (left == null || right == null) {
            return left == null ? right : left;
        } else if (names(join).stream().noneMatch(common -> matcher.matches(common, name))) {
            return new Found<>(left.value(), false);
        }
        return new Found<>(
                switch (join.getJoinType()) {
                    case RIGHT -> right.value();
                    case FULL -> form.either(left.value(), right.value());
                    default -> left.value();
                },
                true);
    }

    /** The first of the name, in common or not; null if there is none. */
    @Nullable
    public E first(SqlNode source, String name) {
        if (source instanceof SqlJoin join) {
            E left = first(join.getLeft(), name);
            return left == null ? first(join.getRight(), name) : left;
        }
        RelDataTypeField field = matcher.field(row(source), name);
        return field == null ? null : form.column(source, field);
    }

    public RelDataType row(SqlNode source) {
        return requireNonNull(validator.getNamespace(source), "namespace").getRowType();
    }
}
