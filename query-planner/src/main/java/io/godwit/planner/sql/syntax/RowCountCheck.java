package io.godwit.planner.sql.syntax;

import io.godwit.planner.sql.text.SqlErrors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses what is no number of rows after LIMIT, OFFSET and FETCH. */
final class RowCountCheck extends SqlBasicVisitor<@Nullable Void> {
    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlOrderBy ordered) {
            check(ordered.offset, "OFFSET");
            check(ordered.fetch, "LIMIT");
        }
        return super.visit(call);
    }

    private static void check(@Nullable SqlNode count, String clause) {
        if (count == null) {
            return;
        }
        boolean isCount = count instanceof SqlDynamicParam
                || (count instanceof SqlNumericLiteral number
                        && number.isInteger()
                        && number.bigDecimalValue().signum() >= 0);
        if (!isCount) {
            throw SqlErrors.invalid(count, "%s takes a number of rows or a parameter, not %s".formatted(clause, count));
        }
    }
}
