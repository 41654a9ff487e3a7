package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.OrderByAll;
import io.godwit.planner.sql.text.SqlErrors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses {@code ORDER BY ALL} in windows and aggregates, which select nothing it could stand for. */
final class OrderByAllCheck extends SqlBasicVisitor<@Nullable Void> {
    @Override
    public @Nullable Void visit(SqlCall call) {
        if (OrderByAll.is(call)) {
            throw SqlErrors.invalid(
                    call, "ORDER BY ALL stands at the end of a query; name the keys of a window or an aggregate");
        } else if (call instanceof SqlOrderBy ordered) {
            for (SqlNode key : ordered.orderList) {
                if (!OrderKeys.isAll(key)) {
                    key.accept(this);
                }
            }
            return ordered.query.accept(this);
        }
        return super.visit(call);
    }
}
