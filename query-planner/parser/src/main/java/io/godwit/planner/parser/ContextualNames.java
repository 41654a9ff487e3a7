package io.godwit.planner.parser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Takes reserved words for names where they can be nothing else: any word after a dot, words such as {@code date},
 * {@code integer} and {@code begin} where neither a type nor a literal can stand, and such as {@code close} and {@code row} where
 * an operand begins and ends with them. {@code UNNEST} in a
 * SELECT list is a function, {@code list} there another name of ARRAY_AGG, and {@code RANGE} a function wherever it begins no frame of a window.
 * {@code STRUCT(…)} as a type is ROW, {@code TEXT(n)} VARCHAR, and the unit of EXTRACT may stand in quotes. Looks one token ahead.
 * Texts with escapes or in dollars become ordinary ones. The {@code >>} at the end of {@code MAP<int, MAP<int, int>>} is two brackets.
 */
final class ContextualNames extends GodwitSqlParserImplTokenManager {
    /** Inside of one pair of parentheses: whether it belongs to a cast, whether its AS has come, and which clause we are in. */
    private static final class Parentheses {
        private final boolean ofCast;
        private boolean typeFollows;
        private int clause = EOF;

        Parentheses(boolean ofCast) {
            this.ofCast = ofCast;
        }
    }

    private final Parentheses outermost = new Parentheses(false);
    private final Deque<Parentheses> open = new ArrayDeque<>();
    private int previous = EOF;
    private int beforePrevious = EOF;
    private @org.jspecify.annotations.Nullable Token ahead;
    private final Deque<Token> divided = new ArrayDeque<>();
    /** How many {@code MAP<} wait for their end. */
    private int openTypes;

    private int beforeAhead = EOF;

    ContextualNames(SimpleCharStream stream) {
        super(stream);
    }

    @Override
    public Token getNextToken() {
        Token token = ahead == null ? next() : ahead;
        ahead = token.kind == EOF ? token : next();
        if (isName(token, ahead.kind)) {
            token.kind = IDENTIFIER;
        } else if (token.kind == IDENTIFIER && ahead.kind == LPAREN && isType()) {
            token.kind = ofType(token.image);
        } else if (token.kind == QUOTED_STRING && previous == LPAREN && beforePrevious == EXTRACT) {
            token.image = token.image.substring(1, token.image.length() - 1);
            token.kind = unit(token.image);
        } else if (token.kind == IDENTIFIER && token.image.equalsIgnoreCase("list") && isFunction(ahead.kind)) {
            token.kind = ARRAY_AGG;
        }
        follow(token.kind);
        beforePrevious = previous;
        previous = token.kind;
        return token;
    }

    private Token next() {
        Token token = written();
        if (token.kind == RIGHT_SHIFT && openTypes > 0) {
            divide(token);
        }
        if (token.kind == LT && beforeAhead == MAP) {
            openTypes++;
        } else if (token.kind == GT && openTypes > 0) {
            openTypes--;
        }
        beforeAhead = token.kind;
        return token;
    }

    private void divide(Token brackets) {
        Token second = Token.newToken(GT);
        second.kind = GT;
        second.image = ">";
        second.beginLine = brackets.endLine;
        second.beginColumn = brackets.endColumn;
        second.endLine = brackets.endLine;
        second.endColumn = brackets.endColumn;
        brackets.kind = GT;
        brackets.image = ">";
        brackets.endColumn = brackets.beginColumn;
        divided.addFirst(second);
    }

    /** The next token; of <code>{date: 1}</code>, where Calcite sees the escape <code>{d</code>, the brace and then the name. */
    private Token written() {
        if (!divided.isEmpty()) {
            return divided.remove();
        }
        Token token = super.getNextToken();
        if (token.kind == C_STYLE_ESCAPED_STRING_LITERAL) {
            become(token, EscapedText.decode(token.image.substring(2, token.image.length() - 1)));
        } else if (token.kind == PREFIXED_STRING_LITERAL && token.image.regionMatches(true, 0, "N'", 0, 2)) {
            token.kind = QUOTED_STRING; // every text is of any letters
            token.image = token.image.substring(1);
        } else if (!DollarQuotes.opening(token.image, 0).isEmpty()) {
            become(token, inDollars(token));
        }
        boolean isEscape = switch (token.kind) {
            case LBRACE_D, LBRACE_T, LBRACE_TS, LBRACE_FN -> true;
            default -> false;
        };
        if (!isEscape) {
            return token;
        }
        Token next = super.getNextToken();
        boolean goesOn = next.beginLine == token.endLine
                && next.beginColumn == token.endColumn + 1
                && Character.isJavaIdentifierPart(next.image.charAt(0));
        if (!goesOn && next.kind != COLON) {
            divided.add(next);
            return token;
        }
        String begun = token.image.substring(1).strip();
        Token name = goesOn ? next : Token.newToken(IDENTIFIER);
        name.kind = IDENTIFIER;
        name.image = goesOn ? begun + next.image : begun;
        name.beginLine = token.endLine;
        name.beginColumn = token.endColumn - begun.length() + 1;
        divided.add(name);
        if (!goesOn) {
            name.endLine = token.endLine;
            name.endColumn = token.endColumn;
            divided.add(next);
        }
        token.kind = LBRACE;
        return token;
    }

    private static void become(Token token, String text) {
        token.kind = QUOTED_STRING;
        token.image = "'" + text.replace("'", "''") + "'";
    }

    /** Reads from behind the opening, which Calcite's lexer takes for the beginning of a name or collation, up to the closing. */
    private String inDollars(Token token) {
        String opening = DollarQuotes.opening(token.image, 0);
        input_stream.backup(token.image.length() - opening.length());
        StringBuilder text = new StringBuilder();
        try {
            while (text.indexOf(opening, text.length() - opening.length()) < 0) {
                text.append(input_stream.readChar());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A text that begins with " + opening + " is never closed", e);
        }
        token.endLine = input_stream.getEndLine();
        token.endColumn = input_stream.getEndColumn();
        return text.substring(0, text.length() - opening.length());
    }

    private void follow(int kind) {
        if (kind == LPAREN) {
            open.push(new Parentheses(isCast(previous)));
        } else if (kind == RPAREN) {
            open.poll();
        } else if (kind == SELECT || kind == FROM) {
            innermost().clause = kind;
        } else if (kind == AS && !open.isEmpty() && open.element().ofCast) {
            open.element().typeFollows = true;
        }
    }

    /** SELECT or FROM, whichever we are in. */
    private int clause() {
        return open.stream()
                .map(parentheses -> parentheses.clause)
                .filter(clause -> clause != EOF)
                .findFirst()
                .orElse(outermost.clause);
    }

    private Parentheses innermost() {
        return open.isEmpty() ? outermost : open.element();
    }

    private static boolean isCast(int kind) {
        return kind == CAST || kind == TRY_CAST || kind == SAFE_CAST;
    }

    private boolean isName(Token token, int next) {
        if (previous == DOT) {
            return Character.isJavaIdentifierStart(token.image.charAt(0));
        }
        return switch (token.kind) {
            case BEGIN -> true;
            case VALUE -> previous != JSON && isAfterName(next);
            case UNNEST -> isFunction(next);
            case GLOB -> !isInfix(next);
            case RANGE -> !isFrame(next);
            case FIRST,
                    LAST,
                    CURRENT_SCHEMA,
                    CURRENT_CATALOG,
                    CURRENT_ROLE,
                    CURRENT_USER,
                    SESSION_USER,
                    JSON_ARRAY,
                    JSON_ARRAYAGG,
                    JSON_EXISTS,
                    JSON_OBJECT,
                    JSON_OBJECTAGG,
                    JSON_QUERY,
                    JSON_VALUE -> next == LPAREN;
            case UUID -> (next == LPAREN || beginsOperand(previous) && isAfterName(next)) && !isType();
            case END -> previous == AS && !isType();
            case BIT,
                    CALL,
                    CHAR,
                    CHARACTER,
                    CLOSE,
                    COMMIT,
                    CONVERT,
                    CUBE,
                    CURRENT,
                    CURSOR,
                    DEFINE,
                    DELETE,
                    DROP,
                    DYNAMIC,
                    ESCAPE,
                    EXPLAIN,
                    FILTER,
                    FRIDAY,
                    GRANT,
                    GROUPING,
                    INSERT,
                    MEASURE,
                    MERGE,
                    MONDAY,
                    MULTISET,
                    NATIONAL,
                    NEW,
                    NEXT,
                    OF,
                    ORDINAL,
                    OVER,
                    PARTITION,
                    PATTERN,
                    PERIOD,
                    PRECISION,
                    RESET,
                    ROLLUP,
                    ROW,
                    ROWS,
                    SATURDAY,
                    SENSITIVE,
                    SKIP_,
                    SPECIFIC,
                    STREAM,
                    SUNDAY,
                    THURSDAY,
                    TUESDAY,
                    UPDATE,
                    VARIANT,
                    VARYING,
                    WEDNESDAY,
                    WITHIN -> beginsOperand(previous) && isAfterName(next) && !isType();
            case USER -> next == LPAREN || beginsOperand(previous) && isAfterName(next);
            case DATE, TIME, TIMESTAMP, DATETIME -> !isLiteral(next) && !isType();
            case INTEGER, INT, BIGINT, SMALLINT, TINYINT, REAL, FLOAT, DOUBLE, DECIMAL, NUMERIC, BOOLEAN ->
                next != LPAREN && next != PRECISION && !isType();
            default -> false;
        };
    }

    /** The grammar's word for a type with parentheses behind it. */
    private static int ofType(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "STRUCT" -> ROW;
            case "TEXT", "STRING", "NVARCHAR" -> VARCHAR;
            default -> IDENTIFIER;
        };
    }

    /** {@code EXTRACT('year' FROM x)}: the unit in quotes is the word. */
    private static int unit(String text) {
        int word = List.of(tokenImage).indexOf('"' + text.toUpperCase(Locale.ROOT) + '"');
        return word < 0 ? IDENTIFIER : word;
    }

    /** Whether an operand ends before the word and another begins behind it. */
    private boolean isInfix(int next) {
        boolean followed = next == QUOTED_STRING || next == HOOK || next == LPAREN || next == IDENTIFIER;
        return followed
                && switch (previous) {
                    case EOF, SELECT, DISTINCT, FROM, JOIN, COMMA, LPAREN, AS, BY -> false;
                    default -> true;
                };
    }

    private boolean isFunction(int next) {
        return next == LPAREN && clause() == SELECT;
    }

    /** Whether a name may stand behind the word, and hardly anything else. */
    private static boolean beginsOperand(int kind) {
        return switch (kind) {
            case SELECT,
                    DISTINCT,
                    COMMA,
                    LPAREN,
                    BY,
                    WHERE,
                    HAVING,
                    ON,
                    AND,
                    OR,
                    NOT,
                    CASE,
                    WHEN,
                    THEN,
                    ELSE,
                    AS,
                    EQ,
                    NE,
                    LT,
                    LE,
                    GT,
                    GE,
                    PLUS,
                    MINUS,
                    STAR,
                    SLASH,
                    CONCAT -> true;
            default -> false;
        };
    }

    /** Whether no VALUES, row or value can begin here. */
    private static boolean isAfterName(int next) {
        return switch (next) {
            case EOF,
                    RPAREN,
                    COMMA,
                    FROM,
                    WHERE,
                    GROUP,
                    HAVING,
                    ORDER,
                    LIMIT,
                    UNION,
                    AS,
                    DOT,
                    EQ,
                    NE,
                    LT,
                    LE,
                    GT,
                    GE,
                    PLUS,
                    MINUS,
                    STAR,
                    SLASH,
                    CONCAT,
                    AND,
                    OR,
                    IS,
                    IN,
                    THEN,
                    ELSE,
                    END,
                    ASC,
                    DESC,
                    INFIX_CAST -> true;
            default -> false;
        };
    }

    private static boolean isFrame(int next) {
        return switch (next) {
            case BETWEEN, UNBOUNDED, CURRENT, INTERVAL, CAST, UNSIGNED_INTEGER_LITERAL, APPROX_NUMERIC_LITERAL, HOOK ->
                true;
            default -> false;
        };
    }

    private static boolean isLiteral(int next) {
        return next == QUOTED_STRING || next == LPAREN || next == ZONE || next == HOOK || next == WITH;
    }

    private boolean isType() {
        return previous == INFIX_CAST
                || previous == RETURNING
                || open.stream().anyMatch(parentheses -> parentheses.typeFollows);
    }
}
