package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.godwit.planner.sql.text.SqlErrors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.type.SqlTypeName;

/** Patterns that names of columns are compared with, as the engine's kind of expression, of which none takes long. */
final class NamePattern {
    private NamePattern() {}

    /** A regular expression. */
    static Pattern of(SqlLiteral literal) {
        return compiled(text(literal), 0, literal);
    }

    /** The right side of LIKE, ILIKE or SIMILAR TO; a name has to match the whole of it. */
    static Pattern of(SqlCall like) {
        SqlLikeOperator operator = (SqlLikeOperator) like.getOperator();
        SqlNode pattern = like.operand(1);
        String escape = like.operandCount() > 2 ? text(like.operand(2)) : "";
        if (escape.length() > 1 || (!escape.isEmpty() && operator.getKind() == SqlKind.SIMILAR)) {
            throw SqlErrors.invalid(like.operand(2), "One letter is the ESCAPE of a LIKE, and SIMILAR TO has none");
        }
        String expression = operator.getKind() == SqlKind.SIMILAR
                ? text(pattern).replace("%", ".*").replace('_', '.')
                : ofLike(text(pattern), escape, pattern);
        int flags = Pattern.DOTALL | (operator.isCaseSensitive() ? 0 : Pattern.CASE_INSENSITIVE);
        return compiled(expression, flags, pattern);
    }

    private static String ofLike(String pattern, String escape, SqlNode written) {
        StringBuilder expression = new StringBuilder();
        boolean escaped = false;
        for (String letter : pattern.codePoints().mapToObj(Character::toString).toList()) {
            if (!escaped && letter.equals(escape)) {
                escaped = true;
                continue;
            }
            boolean isWild = !escaped && (letter.equals("%") || letter.equals("_"));
            expression.append(isWild ? (letter.equals("%") ? ".*" : ".") : Pattern.quote(letter));
            escaped = false;
        }
        if (escaped) {
            throw SqlErrors.invalid(written, "%s ends with its ESCAPE".formatted(written));
        }
        return expression.toString();
    }

    private static String text(SqlNode node) {
        if (node instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR) {
            return requireNonNull(literal.getValueAs(String.class), "text");
        }
        throw SqlErrors.invalid(node, "Names of columns are compared with a text in quotes");
    }

    private static Pattern compiled(String expression, int flags, SqlNode written) {
        try {
            return Pattern.compile(expression, flags);
        } catch (PatternSyntaxException e) {
            throw SqlErrors.invalid(written, "%s is no regular expression: %s".formatted(written, e.getDescription()));
        }
    }
}
