package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.text.SqlErrors;
import io.godwit.planner.sql.text.SqlText;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** How far planning a statement is: which part of it is looked at. */
final class StatementProgress {
    /** NULL alone, or as an operand. */
    private static final Pattern UNTYPED_NULL = Pattern.compile("(?i)^null$|[(,]\\s*null\\s*[,)]");

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

    /** That planning failed at the part that was looked at: by a NULL of no type there, or by no fault of the statement. */
    GodwitException failed(RuntimeException cause) {
        if (UNTYPED_NULL.matcher(text.excerpt(position)).find()) {
            return new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "NULL has no type in %s; write CAST(NULL AS …) with the type it is to have (%s)"
                            .formatted(text.excerpt(position), SqlErrors.position(position)),
                    cause);
        }
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
