package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Refuses interval literals of which Calcite, which counts milliseconds, would drop a part without a word. */
final class IntervalCheck extends SqlBasicVisitor<@Nullable Void> {
    private static final Pattern FINER = Pattern.compile(".*\\.\\d{3}\\d*[1-9]\\d*\\s*");

    @Override
    public @Nullable Void visit(SqlLiteral literal) {
        if (literal instanceof SqlIntervalLiteral && literal.getValue() instanceof IntervalValue interval) {
            String text = interval.getIntervalLiteral();
            if (FINER.matcher(text).matches()) {
                throw SqlErrors.at(
                        ErrorCode.UNSUPPORTED,
                        literal,
                        "An interval literal counts milliseconds, and %s is finer".formatted(text));
            }
        }
        return null;
    }
}
