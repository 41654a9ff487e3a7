package io.godwit.planner.sql.syntax;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.parser.GodwitParsers;
import io.godwit.planner.sql.text.SqlErrors;
import io.godwit.planner.sql.text.SqlText;
import io.godwit.planner.sql.text.TypeSynonyms;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlShuttle;

/** Parses queries with Godwit's grammar. Stateless. */
public final class StatementParser {
    private static final int MAX_IDENTIFIER_LENGTH = 1024;

    private static final SqlParser.Config CONFIG = SqlParser.config()
            .withLex(Lex.ORACLE)
            .withParserFactory(GodwitParsers.FACTORY)
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withCaseSensitive(false)
            .withIdentifierMaxLength(MAX_IDENTIFIER_LENGTH)
            .withConformance(StrictGroupBy.CONFORMANCE);

    /** The query that begins at {@code start}. */
    public SqlNode parseQuery(SqlText text, int start) {
        SampleCheck.refuse(text);
        try {
            SqlNode parsed = ExplicitTables.writtenOut(
                    SqlParser.create(text.forParserFrom(start), CONFIG).parseQuery());
            refuseUnlessQuery(parsed);
            parsed.accept(new IntervalCheck());
            parsed.accept(new RowCountCheck());
            parsed.accept(new OrderByAllCheck());
            return numberParameters(TypeSynonyms.replace(parsed, text), text);
        } catch (SqlParseException e) {
            throw CalciteErrors.of(e, UnparsedHints.of(text, e.getPos()));
        } catch (StackOverflowError e) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, "The statement is nested too deeply", e);
        }
    }

    private static void refuseUnlessQuery(SqlNode parsed) {
        if (!parsed.isA(SqlKind.QUERY)) {
            String statement = parsed.getKind() == SqlKind.SET_OPTION ? "SET" : parsed.getKind().sql;
            throw SqlErrors.at(
                    ErrorCode.UNSUPPORTED,
                    parsed,
                    statement + " is not supported; Godwit answers queries, and tables are written by uploads");
        }
    }

    /** {@code $2 … $1}: the parser counts parameters as they come, the user as written. */
    private static SqlNode numberParameters(SqlNode query, SqlText text) {
        boolean inOrder = true;
        for (int i = 0; i < text.parameters().size(); i++) {
            inOrder &= text.parameters().get(i) == i;
        }
        if (inOrder) {
            return query;
        }
        SqlNode numbered = query.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlDynamicParam parameter) {
                return new SqlDynamicParam(text.parameters().get(parameter.getIndex()), parameter.getParserPosition());
            }
        });
        return java.util.Objects.requireNonNull(numbered, "numbered");
    }
}
