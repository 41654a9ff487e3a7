package io.godwit.planner.sql.syntax;

import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** {@code TABLE t} as {@code SELECT * FROM t}: Calcite knows no limit and no order of the short form. */
final class ExplicitTables extends SqlShuttle {
    private ExplicitTables() {}

    static SqlNode writtenOut(SqlNode query) {
        return SyntaxSearch.finds(query, node -> node.getKind() == SqlKind.EXPLICIT_TABLE)
                ? Objects.requireNonNull(query.accept(new ExplicitTables()), "query")
                : query;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.getKind() != SqlKind.EXPLICIT_TABLE) {
            return super.visit(call);
        }
        SqlParserPos position = call.getParserPosition();
        return Selects.select(position, List.of(SqlIdentifier.star(position)), call.operand(0));
    }
}
