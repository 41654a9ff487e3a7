package io.godwit.planner.sql.text;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.parser.DollarQuotes;
import io.godwit.planner.parser.EscapedText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A statement cut into tokens, and rewritten character for character into what the parser takes: backticks become double
 * quotes, {@code $1} becomes {@code ?}, {@code ==} becomes {@code =}, {@code 0xFF} becomes {@code
 * 255}, a last semicolon goes, {@code INTERVAL '1 day'} and {@code INTERVAL 1 day} become {@code INTERVAL '1' day}. The
 * length stays, so that positions in errors are right.
 */
public final class SqlText {
    enum Kind {
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        PARAMETER,
        SYMBOL
    }

    /** One token; {@code text} is without quotes. */
    public record Token(Kind kind, String text, int start, int end) {
        public boolean is(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        public boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }
    }

    /** An exponent's sign is a token of its own. */
    private static final Pattern NUMBER = Pattern.compile("\\d+(_\\d+)*(\\.(\\d+(_\\d+)*)?)?([eE]\\d*)?");

    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]+(_[0-9a-fA-F]+)*");

    private static final int MOST_PARAMETERS = 65_535;
    private static final int MOST_DIGITS = 9;
    private static final int MOST_OF_EXCERPT = 60;

    private final String sql;
    private final char[] chars;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Integer> parameters = new ArrayList<>();
    private int at;

    private SqlText(String sql) {
        this.sql = sql;
        this.chars = sql.toCharArray();
    }

    public static SqlText of(String sql) {
        SqlText text = new SqlText(sql);
        text.tokenize();
        text.dropTrailingSemicolons();
        text.dropMaterialized();
        text.quoteCountsOfIntervals();
        return text;
    }

    public List<Token> tokens() {
        return tokens;
    }

    /** Where the token of that index begins, or the text ends. */
    public String position(int token) {
        return SqlErrors.position(
                chars, token < tokens.size() ? tokens.get(token).start() : chars.length);
    }

    /** What was sent, from {@code start} on. */
    public String from(int start) {
        return sql.substring(start);
    }

    /** What was sent from the first to the last character of a position, or as much of it as fits into a sentence. */
    public String excerpt(SqlParserPos position) {
        int start = offset(position.getLineNum(), position.getColumnNum());
        int end = Math.max(start, offset(position.getEndLineNum(), position.getEndColumnNum()) + 1);
        String written = sql.substring(Math.min(start, sql.length()), Math.min(end, sql.length()))
                .replaceAll("\\s+", " ");
        return written.length() > MOST_OF_EXCERPT ? written.substring(0, MOST_OF_EXCERPT) + "…" : written;
    }

    /** The index of the token at a position, or of the first behind it. */
    public int tokenAt(SqlParserPos position) {
        int offset = offset(position.getLineNum(), position.getColumnNum());
        int index = 0;
        while (index < tokens.size() && tokens.get(index).start() < offset) {
            index++;
        }
        return index;
    }

    /** Of a line and a column, which both count from 1. */
    private int offset(int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = sql.indexOf('\n', start) + 1;
        }
        return start + column - 1;
    }

    /** As {@link #from}, up to the last token. */
    String writtenFrom(int start) {
        return sql.substring(start, tokens.get(tokens.size() - 1).end());
    }

    /** What the parser is given, with everything before {@code start} blank, so that positions stay right. */
    public String forParserFrom(int start) {
        char[] blanked = chars.clone();
        for (int i = 0; i < start; i++) {
            if (blanked[i] != '\n') {
                blanked[i] = ' ';
            }
        }
        return new String(blanked);
    }

    /** For each parameter in the order of the text, its index from 0. */
    public List<Integer> parameters() {
        return parameters;
    }

    private void tokenize() {
        while (at < chars.length) {
            char c = chars[at];
            if (Character.isWhitespace(c)) {
                at++;
            } else if (startsWith("--")) {
                at = endOf("\n", chars.length);
            } else if (startsWith("/*") && !startsWith("/*+")) {
                at = endOf("*/", chars.length);
            } else if (c == '\'') {
                quoted(Kind.STRING, c);
            } else if (c == '"' || c == '`') {
                quoted(Kind.QUOTED, c);
            } else if (!DollarQuotes.opening(sql, at).isEmpty()) {
                inDollars(DollarQuotes.opening(sql, at));
            } else if (startsWith("E'") || startsWith("e'")) {
                escaped();
            } else if (Character.isJavaIdentifierStart(c) && c != '$') {
                word();
            } else if (Character.isDigit(c)) {
                number();
            } else if (c == '?' || (c == '$' && at + 1 < chars.length && Character.isDigit(chars[at + 1]))) {
                parameter();
            } else {
                if (startsWith("==")) {
                    chars[at + 1] = ' ';
                }
                tokens.add(new Token(Kind.SYMBOL, String.valueOf(c), at, ++at));
            }
        }
    }

    private boolean startsWith(String prefix) {
        return at + prefix.length() <= chars.length && new String(chars, at, prefix.length()).equals(prefix);
    }

    private int endOf(String mark, int otherwise) {
        int found = new String(chars).indexOf(mark, at);
        return found < 0 ? otherwise : found + mark.length();
    }

    private void quoted(Kind kind, char quote) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < chars.length) {
            if (chars[at] == quote) {
                if (at + 1 == chars.length || chars[at + 1] != quote) {
                    break;
                }
                at++;
            }
            text.append(chars[at++]);
        }
        if (at == chars.length) {
            throw neverClosed(String.valueOf(quote), start);
        }
        at++;
        if (quote == '`') {
            chars[start] = '"';
            chars[at - 1] = '"';
        }
        tokens.add(new Token(kind, text.toString(), start, at));
    }

    private GodwitException neverClosed(String opening, int start) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The %s that opens at %s is never closed".formatted(opening, SqlErrors.position(chars, start)));
    }

    private void inDollars(String opening) {
        int start = at;
        int closing = sql.indexOf(opening, start + opening.length());
        if (closing < 0) {
            throw neverClosed(opening, start);
        }
        at = closing + opening.length();
        tokens.add(new Token(Kind.STRING, sql.substring(start + opening.length(), closing), start, at));
    }

    private void escaped() {
        int start = at;
        at += 2;
        while (at < chars.length && (chars[at] != '\'' || startsWith("''"))) {
            at += chars[at] == '\\' || chars[at] == '\'' ? 2 : 1;
        }
        if (at >= chars.length) {
            throw neverClosed("E'", start);
        }
        try {
            tokens.add(new Token(Kind.STRING, EscapedText.decode(sql.substring(start + 2, at++)), start, at));
        } catch (IllegalArgumentException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The escapes of the text at %s make no characters of UTF-8"
                            .formatted(SqlErrors.position(chars, start)),
                    e);
        }
    }

    private void word() {
        int start = at;
        while (at < chars.length && Character.isJavaIdentifierPart(chars[at])) {
            at++;
        }
        tokens.add(new Token(Kind.WORD, new String(chars, start, at - start), start, at));
    }

    private void number() {
        int start = at;
        while (at < chars.length && (Character.isLetterOrDigit(chars[at]) || chars[at] == '.' || chars[at] == '_')) {
            at++;
        }
        String written = new String(chars, start, at - start);
        if (HEXADECIMAL.matcher(written).matches()) {
            written = decimal(written, start);
        }
        if (!NUMBER.matcher(written).matches()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s at %s is no number; a name that begins with a digit needs double quotes"
                            .formatted(written, SqlErrors.position(chars, start)));
        }
        String digits = written.replace("_", "");
        digits.getChars(0, digits.length(), chars, start);
        Arrays.fill(chars, start + digits.length(), at, ' ');
        tokens.add(new Token(Kind.NUMBER, digits, start, at));
    }

    /** Up to eight digits are never longer than what was written. */
    private String decimal(String hexadecimal, int start) {
        String decimal = new BigInteger(hexadecimal.substring(2).replace("_", ""), 16).toString();
        if (decimal.length() > hexadecimal.length()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "%s at %s is too long for a hexadecimal number; write %s"
                            .formatted(hexadecimal, SqlErrors.position(chars, start), decimal));
        }
        return decimal;
    }

    private void parameter() {
        int start = at++;
        while (at < chars.length && Character.isDigit(chars[at]) && chars[start] == '$') {
            at++;
        }
        String number = new String(chars, start + 1, at - start - 1);
        parameters.add(number.isEmpty() ? parameters.size() : index(number, start));
        chars[start] = '?';
        for (int i = start + 1; i < at; i++) {
            chars[i] = ' ';
        }
        tokens.add(new Token(Kind.PARAMETER, number, start, at));
    }

    private int index(String number, int start) {
        int parsed = number.length() > MOST_DIGITS ? 0 : Integer.parseInt(number);
        if (parsed < 1 || parsed > MOST_PARAMETERS) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "$%s is no parameter; they are numbered from $1 to $%d (%s)"
                            .formatted(number, MOST_PARAMETERS, SqlErrors.position(chars, start)));
        }
        return parsed - 1;
    }

    private void dropTrailingSemicolons() {
        while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol(';')) {
            chars[tokens.remove(tokens.size() - 1).start()] = ' ';
        }
        for (Token token : tokens) {
            if (token.isSymbol(';')) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "Send one statement at a time; a second one begins after the semicolon at "
                                + SqlErrors.position(chars, token.start()));
            }
        }
    }

    /** PostgreSQL's advice on common table expressions, of which those read twice are computed once here in any case. */
    private void dropMaterialized() {
        for (int i = tokens.size() - 2; i > 0; i--) {
            if (tokens.get(i).is("MATERIALIZED") && tokens.get(i + 1).isSymbol('(')) {
                int first = tokens.get(i - 1).is("NOT") ? i - 1 : i;
                if (first > 0 && tokens.get(first - 1).is("AS")) {
                    List<Token> dropped = tokens.subList(first, i + 1);
                    dropped.forEach(token -> Arrays.fill(chars, token.start(), token.end(), ' '));
                    dropped.clear();
                }
            }
        }
    }

    private void quoteCountsOfIntervals() {
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).is("INTERVAL")) {
                boolean hasUnit = i + 2 < tokens.size() && isIntervalUnit(tokens.get(i + 2));
                Token count = tokens.get(i + 1);
                if (chars[count.start()] == '\'' && !hasUnit) {
                    IntervalText.rewrite(chars, count);
                } else if (count.kind() == Kind.NUMBER && hasUnit) {
                    quoteNumber(count);
                }
            }
        }
    }

    private static boolean isIntervalUnit(Token token) {
        return token.kind() == Kind.WORD && IntervalText.isUnit(token.text());
    }

    /** Where blanks around it leave room for the quotes. */
    private void quoteNumber(Token number) {
        int before = number.start() - 1;
        if (chars[before] == ' ' && number.end() < chars.length && chars[number.end()] == ' ') {
            chars[before] = '\'';
            chars[number.end()] = '\'';
        }
    }
}
