package io.godwit.planner.sql.text;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Errors that say where in the statement they are. */
public final class SqlErrors {
    /** Prints parts of a statement as a user would write them. */
    public static final SqlDialect PLAIN =
            new SqlDialect(SqlDialect.EMPTY_CONTEXT.withDatabaseProduct(SqlDialect.DatabaseProduct.UNKNOWN));

    private SqlErrors() {}

    /** {@code line 2, column 7}, counting from 1. */
    public static String position(char[] text, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            boolean newLine = text[i] == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
        }
        return "line " + line + ", column " + column;
    }

    public static String position(SqlParserPos position) {
        return "line " + position.getLineNum() + ", column " + position.getColumnNum();
    }

    public static GodwitException at(ErrorCode code, SqlNode node, String message) {
        return new GodwitException(code, message + " (" + position(node.getParserPosition()) + ")");
    }

    public static GodwitException at(SqlNode node, GodwitException e) {
        return new GodwitException(e.code(), e.getMessage() + " (" + position(node.getParserPosition()) + ")", e);
    }

    public static GodwitException invalid(SqlNode node, String message) {
        return at(ErrorCode.INVALID_ARGUMENT, node, message);
    }
}
