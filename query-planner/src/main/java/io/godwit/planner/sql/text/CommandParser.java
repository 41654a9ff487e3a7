package io.godwit.planner.sql.text;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.sql.text.SqlText.Kind;
import io.godwit.planner.sql.text.SqlText.Token;
import io.godwit.planner.sql.text.Statement.TrainingVerb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells statements apart and parses those that are no queries, one word after the other. What begins with none of their
 * words is a query, and left to Calcite's grammar.
 */
public final class CommandParser {
    private static final Set<String> TRANSACTIONS =
            Set.of("BEGIN", "COMMIT", "ROLLBACK", "START", "SAVEPOINT", "END", "ABORT");

    private static final String TIME_ZONE = "time_zone";
    private static final Set<String> SHOWN = Set.of("CATALOG", "SCHEMA", "TIME_ZONE", "TIMEZONE");

    /** What no grammar of ours knows. */
    private static final Set<String> CHANGES = Set.of(
            "CREATE",
            "DROP",
            "ALTER",
            "TRUNCATE",
            "GRANT",
            "REVOKE",
            "COPY",
            "ATTACH",
            "DETACH",
            "PRAGMA",
            "INSTALL",
            "LOAD",
            "VACUUM",
            "OPTIMIZE",
            "COMMENT",
            "RENAME",
            "LOCK",
            "ANALYZE");

    private final SqlText text;
    private final List<Token> tokens;
    private int at;

    private CommandParser(SqlText text) {
        this.text = text;
        this.tokens = text.tokens();
    }

    public static Statement parse(String sql) {
        SqlText text = SqlText.of(sql);
        if (text.tokens().isEmpty()) {
            throw new GodwitException(ErrorCode.INVALID_ARGUMENT, "The statement is empty");
        }
        return new CommandParser(text).statement();
    }

    private Statement statement() {
        if (accept("EXPLAIN")) {
            return explain();
        } else if (accept("SHOW")) {
            return show();
        } else if (accept("DESCRIBE") || accept("DESC")) {
            return describe();
        } else if (accept("SUMMARIZE")) {
            accept("TABLE");
            return new Statement.Summarize(query());
        } else if (next("CREATE", "TRAINING", "DATASET")) {
            return create();
        } else if (next("DROP", "TRAINING", "DATASET")) {
            Statement drop = training(TrainingVerb.DROP_DATA);
            expect("DATA");
            return end(drop);
        } else if (next("REPRODUCE", "TRAINING", "DATASET")) {
            return end(training(TrainingVerb.REPRODUCE));
        } else if (next("UNPIN", "TRAINING", "DATASET")) {
            return end(training(TrainingVerb.UNPIN));
        } else if (next("PURGE", "TRAINING", "DATASET")) {
            return end(training(TrainingVerb.PURGE));
        } else if (next("EXPORT", "TRAINING", "DATASET")) {
            return export();
        } else if (next("DIFF", "TRAINING", "DATASET")) {
            return diff();
        } else if (next("CREATE", "OR", "REPLACE", "VIEW")) {
            return createView(true);
        } else if (next("CREATE", "VIEW")) {
            return createView(false);
        } else if (next("DROP", "VIEW")) {
            boolean ifExists = next("IF", "EXISTS");
            return end(new Statement.DropView(names(), ifExists));
        } else if (next("DROP", "TABLE")) {
            boolean ifExists = next("IF", "EXISTS");
            return end(new Statement.DropTable(names(), ifExists));
        } else if (accept("SET")) {
            return end(set());
        } else if (accept("RESET")) {
            return end(new Statement.SetOption(optionName(), ""));
        } else if (accept("USE")) {
            return end(new Statement.Use(names()));
        }
        refuse();
        return query();
    }

    private Statement export() {
        String dataset = name();
        expect("VERSION");
        String version = version();
        expect("TO");
        String directory = string();
        String format = "PARQUET";
        if (accept("FORMAT")) {
            format = name().toUpperCase(Locale.ROOT);
            if (!format.equals("PARQUET") && !format.equals("ARROW")) {
                at--;
                throw expected("PARQUET or ARROW");
            }
        }
        return end(new Statement.ExportTrainingDataset(dataset, version, directory, format));
    }

    private Statement diff() {
        String dataset = name();
        expect("VERSION");
        String from = version();
        expect("TO");
        String to = accept("NOW") ? null : version();
        if (accept("COLUMNS")) {
            return end(new Statement.CompareTrainingDataset(dataset, from, to));
        }
        return end(new Statement.DiffTrainingDataset(dataset, from, to, key()));
    }

    private Statement lateRows() {
        String table = accept("OF") ? String.join(".", names()) : null;
        if (!next("FOR", "TRAINING", "DATASET")) {
            throw expected("FOR TRAINING DATASET");
        }
        String dataset = name();
        expect("VERSION");
        return end(new Statement.ShowLateRows(table, dataset, version(), key()));
    }

    private List<String> key() {
        if (!accept("KEY")) {
            return List.of();
        }
        expectSymbol('(');
        return namesInParentheses();
    }

    /** After the opening parenthesis. */
    private List<String> namesInParentheses() {
        List<String> names = new ArrayList<>();
        do {
            names.add(name());
        } while (acceptSymbol(','));
        expectSymbol(')');
        return names;
    }

    private void refuse() {
        String word = tokens.get(at).text().toUpperCase(Locale.ROOT);
        boolean isWord = tokens.get(at).kind() == Kind.WORD;
        if (isWord && TRANSACTIONS.contains(word)) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    word + " is not supported: each statement reads what was committed when it was planned, and what"
                            + " it writes is committed when it ends; leave transactions out (autocommit)");
        } else if (isWord && (word.equals("PIVOT") || word.equals("UNPIVOT"))) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    word.equals("PIVOT")
                            ? "The statement PIVOT is not supported; write SELECT * FROM t PIVOT (sum(amount) FOR year IN (2023, 2024)),"
                                    + " or a sum(amount) FILTER (WHERE year = 2023) for each column"
                            : "The statement UNPIVOT is not supported; write SELECT * FROM t UNPIVOT (value FOR name IN (jan, feb))");
        } else if (isWord && CHANGES.contains(word)) {
            throw new GodwitException(
                    ErrorCode.UNSUPPORTED,
                    "This %s is not supported: Godwit answers queries and makes views and training datasets; tables are"
                                    .formatted(word)
                            + " written by uploads (adbc_ingest) or by other engines");
        }
    }

    private Statement set() {
        if (accept("SESSION") || accept("LOCAL")) {
            return set();
        } else if (accept("SCHEMA") || accept("CATALOG")) {
            String name = tokens.get(at - 1).text();
            skipSign();
            return new Statement.SetOption(name, optionValue());
        }
        String name = optionName();
        if (!acceptSymbol('=') && !accept("TO") && !name.equals(TIME_ZONE)) {
            throw expected("= and a value");
        }
        return new Statement.SetOption(name, optionValue());
    }

    private void skipSign() {
        if (!acceptSymbol('=')) {
            accept("TO");
        }
    }

    private String optionName() {
        return next("TIME", "ZONE") ? TIME_ZONE : String.join(".", names());
    }

    private String optionValue() {
        if (accept("DEFAULT")) {
            return "";
        }
        Token value = take("a value");
        if (value.kind() == Kind.SYMBOL) {
            at--;
            throw expected("a value");
        }
        return value.text();
    }

    private Statement createView(boolean orReplace) {
        boolean ifNotExists = next("IF", "NOT", "EXISTS");
        List<String> name = names();
        List<String> columns = acceptSymbol('(') ? namesInParentheses() : List.of();
        String comment = accept("COMMENT") ? string() : null;
        expect("AS");
        return new Statement.CreateView(name, orReplace, ifNotExists, columns, comment, query());
    }

    private Statement.Query query() {
        if (at == tokens.size()) {
            throw expected("a query");
        }
        return new Statement.Query(text, tokens.get(at).start());
    }

    private Statement explain() {
        if (next("REPRODUCE", "TRAINING", "DATASET")) {
            return end(training(TrainingVerb.EXPLAIN_REPRODUCE));
        }
        if (accept("QUALITY")) {
            return new Statement.ExplainQuality(query());
        }
        boolean analyze = accept("ANALYZE");
        next("PLAN", "FOR");
        return new Statement.Explain(analyze, query());
    }

    private Statement show() {
        if (next("TRAINING", "DATASETS")) {
            return end(new Statement.TrainingDataset(TrainingVerb.SHOW, null, null));
        } else if (next("PINNED", "SNAPSHOTS")) {
            return end(new Statement.TrainingDataset(TrainingVerb.SHOW_PINNED_SNAPSHOTS, null, null));
        } else if (next("STATISTICS", "FOR", "TRAINING", "DATASET")) {
            return end(training(TrainingVerb.SHOW_STATISTICS));
        } else if (next("LATE", "ROWS")) {
            return lateRows();
        } else if (accept("CATALOGS")) {
            return end(new Statement.ShowCatalogs());
        } else if (accept("SCHEMAS") || accept("NAMESPACES") || accept("DATABASES")) {
            return end(new Statement.ShowSchemas(accept("FROM") || accept("IN") ? name() : null));
        } else if (accept("TABLES") || accept("VIEWS")) {
            boolean onlyViews = tokens.get(at - 1).is("VIEWS");
            List<String> namespace = accept("FROM") || accept("IN") ? names() : List.of();
            return end(new Statement.ShowTables(namespace, accept("LIKE") ? string() : null, onlyViews));
        } else if (accept("ALL")) {
            return end(new Statement.ShowOption(null));
        } else if (next("CREATE", "VIEW")) {
            return end(new Statement.ShowCreateView(names()));
        } else if (accept("COLUMNS")) {
            if (!accept("FROM") && !accept("IN")) {
                throw expected("FROM and a table");
            }
            return describeTable();
        }
        int before = at;
        String option = at < tokens.size() ? optionName().toUpperCase(Locale.ROOT) : "";
        if (SHOWN.contains(option)) {
            return end(new Statement.ShowOption(option));
        }
        at = before;
        throw expected(
                "TABLES, VIEWS, SCHEMAS, CATALOGS, COLUMNS FROM a table, CREATE VIEW, ALL or the name of an option,"
                        + " TRAINING DATASETS, STATISTICS, LATE ROWS or PINNED SNAPSHOTS");
    }

    private Statement describe() {
        if (next("TRAINING", "DATASET")) {
            return end(training(TrainingVerb.DESCRIBE));
        }
        accept("TABLE");
        return describeTable();
    }

    /** The columns of a table are those of {@code SELECT * FROM} it, versions and all. */
    private Statement describeTable() {
        return new Statement.DescribeTable(query());
    }

    private Statement create() {
        String dataset = name();
        if (next("FROM", "VERSION")) {
            String version = version();
            return end(new Statement.ExtendTrainingDataset(dataset, version, accept("WITH") ? options() : Map.of()));
        }
        Map<String, String> options = accept("WITH") ? options() : Map.of();
        expect("AS");
        return new Statement.CreateTrainingDataset(dataset, options, query());
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        expectSymbol('(');
        do {
            String key = String.join(".", names()).toLowerCase(Locale.ROOT);
            expectSymbol('=');
            Token value = take("a value");
            if (value.kind() == Kind.SYMBOL) {
                at--;
                throw expected("a value");
            }
            options.put(key, value.text());
        } while (acceptSymbol(','));
        expectSymbol(')');
        return options;
    }

    private Statement training(TrainingVerb verb) {
        String dataset = name();
        boolean mayBeLatest = verb == TrainingVerb.DESCRIBE;
        if (mayBeLatest && at == tokens.size()) {
            return new Statement.TrainingDataset(verb, dataset, null);
        }
        expect("VERSION");
        return new Statement.TrainingDataset(verb, dataset, version());
    }

    private String version() {
        Token version = take("a version");
        if (version.kind() != Kind.NUMBER && version.kind() != Kind.STRING) {
            at--;
            throw expected("the number of a version");
        }
        return version.text();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        do {
            names.add(name());
        } while (acceptSymbol('.'));
        return names;
    }

    private String name() {
        Token token = take("a name");
        if (token.kind() != Kind.WORD && token.kind() != Kind.QUOTED) {
            at--;
            throw expected("a name");
        }
        return token.text();
    }

    private String string() {
        Token token = take("a text in quotes");
        if (token.kind() != Kind.STRING) {
            at--;
            throw expected("a text in quotes");
        }
        return token.text();
    }

    private Token take(String what) {
        if (at == tokens.size()) {
            throw expected(what);
        }
        return tokens.get(at++);
    }

    /** Takes the words if all of them come next. */
    private boolean next(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    private boolean accept(String word) {
        return next(word);
    }

    private boolean acceptSymbol(char symbol) {
        if (at < tokens.size() && tokens.get(at).isSymbol(symbol)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String word) {
        if (!accept(word)) {
            throw expected(word);
        }
    }

    private void expectSymbol(char symbol) {
        if (!acceptSymbol(symbol)) {
            throw expected("\"" + symbol + "\"");
        }
    }

    private Statement end(Statement statement) {
        if (at < tokens.size()) {
            throw expected("the end of the statement");
        }
        return statement;
    }

    private GodwitException expected(String what) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "The statement does not parse at %s: expected %s%s".formatted(text.position(at), what, found()));
    }

    private String found() {
        return at < tokens.size() ? ", found \"" + tokens.get(at).text() + "\"" : "";
    }
}
