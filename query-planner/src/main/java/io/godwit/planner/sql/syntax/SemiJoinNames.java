package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.sql.syntax.SemiJoinRewrite.Rewritten;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.ListScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * The names of columns in the condition of a semi or anti join, which has become the WHERE of a subquery. There a name is the
 * right side's if that has such a column; so one that both sides have is refused, and one that USING asks of the left side is
 * given its table.
 */
public final class SemiJoinNames {
    private final Rewritten join;
    private final SelectScope right;
    private final SqlValidatorScope left;
    private final SqlNameMatcher matcher;

    /** @param right the scope of the query over the right side */
    public SemiJoinNames(Rewritten join, SelectScope right, SqlNameMatcher matcher) {
        this.join = join;
        this.right = right;
        this.matcher = matcher;
        // Around a lateral query's own row stand the tables it may ask.
        SqlValidatorScope around = right.getParent();
        this.left = join.isLateral() ? ((DelegatingScope) around).getParent() : around;
    }

    public void check() {
        requireNonNull(join.others().getWhere(), "condition").accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier column) {
                if (join.left().contains(column)) {
                    qualify(column);
                } else if (!join.isUsing() && column.isSimple() && areBoth(column)) {
                    throw SqlErrors.invalid(
                            column,
                            "Column '%s' is ambiguous: both sides of the join have one; write its table before it"
                                    .formatted(column));
                }
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall call) {
                return call.isA(SqlKind.QUERY) ? null : super.visit(call);
            }
        });
    }

    private void qualify(SqlIdentifier column) {
        Set<String> tables = left.findQualifyingTableNames(column.getSimple(), column, matcher)
                .keySet();
        if (tables.size() > 1) {
            throw SqlErrors.invalid(
                    column, "Column '%s' is ambiguous: it is in %s".formatted(column, String.join(" and ", tables)));
        }
        List<SqlParserPos> positions = Collections.nCopies(2, column.getParserPosition());
        tables.forEach(table -> column.setNames(List.of(table, column.getSimple()), positions));
    }

    private boolean areBoth(SqlIdentifier column) {
        return isIn(right, column) && isIn((ListScope) left, column);
    }

    private boolean isIn(ListScope sources, SqlIdentifier column) {
        return sources.getChildren().stream()
                .anyMatch(source -> matcher.field(source.getRowType(), column.getSimple()) != null);
    }
}
