package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Copies expressions. The validator tells nodes apart by identity: what stands twice must be two nodes. */
public final class SyntaxCopy extends SqlShuttle {
    private SyntaxCopy() {}

    public static SqlNode of(SqlNode node) {
        return requireNonNull(node.accept(new SyntaxCopy()), "copy");
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        CallCopyingArgHandler copy = new CallCopyingArgHandler(call, true);
        call.getOperator().acceptCall(this, call, false, copy);
        return copy.result();
    }

    @Override
    public SqlNode visit(SqlLiteral literal) {
        return literal.clone(literal.getParserPosition());
    }

    @Override
    public SqlNode visit(SqlIdentifier identifier) {
        return (SqlNode) identifier.clone(identifier.getParserPosition());
    }
}
