package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.text.SqlErrors;
import io.godwit.planner.sql.text.SqlText;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** How far planning a statement is: which part of it is looked at. */
final class StatementProgress {
    private final SqlText text;
    private final Cancellation cancellation;
    private SqlParserPos position = SqlParserPos.ZERO;

    StatementProgress(SqlText text, Cancellation cancellation) {
        this.text = text;
        this.cancellation = cancellation;
    }

    /** A part is looked at; those that rewriting made have no place in the statement. */
    void at(@Nullable SqlNode node) {
        cancellation.check();
        if (node != null && node.getParserPosition().getLineNum() > 0) {
            position = node.getParserPosition();
        }
    }

    /** That planning failed, by no fault of the statement, at the part that was looked at. */
    GodwitException failed(RuntimeException cause) {
        return new GodwitException(
                ErrorCode.INTERNAL,
                "Planning failed at %s, which is a defect; the server's log has the details (%s)"
                        .formatted(text.excerpt(position), SqlErrors.position(position)),
                cause);
    }

    /** That Calcite gave up at the part that was looked at, and in its own words. */
    GodwitException unsupported(Throwable cause) {
        return new GodwitException(
                ErrorCode.UNSUPPORTED,
                "%s is not supported where it stands; write it another way, as in a subquery in FROM (%s)"
                        .formatted(text.excerpt(position), SqlErrors.position(position)),
                cause);
    }
}
