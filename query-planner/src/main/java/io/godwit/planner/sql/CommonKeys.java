package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.sql.syntax.CommonColumns;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlValidator;

/**
 * The condition of a join by USING or NATURAL whose sides are joined so themselves. Calcite compares the first table's column,
 * which is null where that table had no row.
 */
final class CommonKeys implements CommonColumns.Form<RexNode> {
    private final CommonColumns<RexNode> columns;
    private final RexBuilder builder;
    private final List<RelDataTypeField> fields;
    /** Per table where its columns begin among those of the join. */
    private final Map<SqlNode, Integer> offsets = new IdentityHashMap<>();

    CommonKeys(SqlValidator validator, RexBuilder builder, RelNode left, RelNode right) {
        this.columns = new CommonColumns<>(validator, this);
        this.builder = builder;
        this.fields = new ArrayList<>(left.getRowType().getFieldList());
        fields.addAll(right.getRowType().getFieldList());
    }

    /** @param standing what Calcite has made of it, which stands where each column is the first of its name */
    RexNode condition(SqlJoin join, RexNode standing) {
        List<String> names = columns.names(join);
        if (names.isEmpty()) {
            return standing;
        }
        place(join, 0);
        List<RexNode> equal = new ArrayList<>();
        boolean isMade = false;
        for (String name : names) {
            RexNode left = value(join.getLeft(), name);
            RexNode right = value(join.getRight(), name);
            equal.add(builder.makeCall(SqlStdOperatorTable.EQUALS, left, right));
            isMade |= !left.equals(columns.first(join.getLeft(), name))
                    || !right.equals(columns.first(join.getRight(), name));
        }
        return isMade ? RexUtil.composeConjunction(builder, equal) : standing;
    }

    private RexNode value(SqlNode source, String name) {
        return requireNonNull(columns.find(source, name), name).value();
    }

    /** The number of columns. */
    private int place(SqlNode source, int offset) {
        if (source instanceof SqlJoin join) {
            int left = place(join.getLeft(), offset);
            return left + place(join.getRight(), offset + left);
        }
        offsets.put(source, offset);
        return columns.row(source).getFieldCount();
    }

    @Override
    public RexNode column(SqlNode table, RelDataTypeField field) {
        return RexInputRef.of(requireNonNull(offsets.get(table), "offset") + field.getIndex(), fields);
    }

    @Override
    public RexNode either(RexNode left, RexNode right) {
        return builder.makeCall(
                SqlStdOperatorTable.CASE, builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, left), left, right);
    }
}
