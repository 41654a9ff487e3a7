package io.godwit.planner.sql.text;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user sent, told apart by its first words. Offsets count characters of the text. */
public sealed interface Statement {
    /** A query that begins at {@code start}. */
    record Query(SqlText text, int start) implements Statement {
        private static final Pattern SELECTS = Pattern.compile("(?i)(SELECT|WITH|VALUES|FROM)\\b");

        /** A query alone. */
        public static Query of(String sql) {
            return new Query(SqlText.of(sql), 0);
        }

        /** What was sent, without a last semicolon. */
        public String written() {
            return text.writtenFrom(start);
        }

        /** All columns of the table whose name begins at {@code start}; of a query that begins there, its own. */
        public Query ofTable() {
            if (SELECTS.matcher(text.from(start)).lookingAt()) {
                return this;
            }
            return new Query(SqlText.of("SELECT * FROM " + text.from(start)), 0);
        }
    }

    /** {@code EXPLAIN [ANALYZE] query}. */
    record Explain(boolean analyze, Query query) implements Statement {}

    /** {@code EXPLAIN QUALITY query}: how well each of its feature tables matched. */
    record ExplainQuality(Query query) implements Statement {}

    /** {@code SET name = value}; an empty value puts the default back, as {@code RESET name} does. */
    record SetOption(String name, String value) implements Statement {}

    /** {@code USE [catalog.]schema}, or {@code USE catalog}. */
    record Use(List<String> names) implements Statement {}

    /** {@code SHOW name}, or {@code SHOW ALL} for null. */
    record ShowOption(@Nullable String name) implements Statement {}

    /** {@code SHOW CREATE VIEW view}. */
    record ShowCreateView(List<String> name) implements Statement {}

    /**
     * {@code CREATE [OR REPLACE] VIEW [IF NOT EXISTS] view [(columns)] [COMMENT 'text'] AS query}.
     *
     * @param columns new names of the query's columns, or none
     */
    record CreateView(
            List<String> name,
            boolean orReplace,
            boolean ifNotExists,
            List<String> columns,
            @Nullable String comment,
            Query query)
            implements Statement {}

    /** {@code DROP VIEW [IF EXISTS] view}. */
    record DropView(List<String> name, boolean ifExists) implements Statement {}

    /** {@code DROP TABLE [IF EXISTS] table}. */
    record DropTable(List<String> name, boolean ifExists) implements Statement {}

    /** {@code SHOW CATALOGS}. */
    record ShowCatalogs() implements Statement {}

    /** {@code SHOW SCHEMAS [FROM catalog]}. */
    record ShowSchemas(@Nullable String catalog) implements Statement {}

    /** {@code SHOW TABLES | VIEWS [FROM namespace] [LIKE pattern]}. */
    record ShowTables(List<String> namespace, @Nullable String pattern, boolean onlyViews) implements Statement {}

    /** {@code DESCRIBE table}, or {@code DESCRIBE query}. */
    record DescribeTable(Query query) implements Statement {}

    /** {@code SUMMARIZE table}, or {@code SUMMARIZE query}. */
    record Summarize(Query query) implements Statement {}

    /** {@code CREATE TRAINING DATASET dataset WITH (options) AS query}. */
    record CreateTrainingDataset(String dataset, Map<String, String> options, Query query) implements Statement {
        public CreateTrainingDataset {
            options = Map.copyOf(options);
        }
    }

    /**
     * {@code DIFF TRAINING DATASET dataset VERSION n TO m [KEY (columns)]}.
     *
     * @param to null for the rows that the query of {@code from} would give now
     */
    record DiffTrainingDataset(
            String dataset, String from, @Nullable String to, List<String> key) implements Statement {
        public DiffTrainingDataset {
            key = List.copyOf(key);
        }
    }

    /**
     * {@code SHOW LATE ROWS [OF table] FOR TRAINING DATASET dataset VERSION n [KEY (columns)]}.
     *
     * @param table null where the version reads one table only
     */
    record ShowLateRows(@Nullable String table, String dataset, String version, List<String> key) implements Statement {
        public ShowLateRows {
            key = List.copyOf(key);
        }
    }

    /** {@code DIFF TRAINING DATASET dataset VERSION n TO m COLUMNS}; {@code to} is null for what would be now. */
    record CompareTrainingDataset(
            String dataset, String from, @Nullable String to) implements Statement {}

    /** {@code CREATE TRAINING DATASET dataset FROM VERSION n [WITH (options)]}. */
    record ExtendTrainingDataset(String dataset, String version, Map<String, String> options) implements Statement {
        public ExtendTrainingDataset {
            options = Map.copyOf(options);
        }
    }

    /**
     * {@code EXPORT TRAINING DATASET dataset VERSION n TO 'directory' [FORMAT PARQUET|ARROW]}.
     *
     * @param format in upper case
     */
    record ExportTrainingDataset(String dataset, String version, String directory, String format)
            implements Statement {}

    /** Any other statement on a training dataset; {@code version} is null for the latest. */
    record TrainingDataset(
            TrainingVerb verb,
            @Nullable String dataset,
            @Nullable String version) implements Statement {}

    /** What a {@link TrainingDataset} statement does. */
    enum TrainingVerb {
        DROP_DATA,
        REPRODUCE,
        EXPLAIN_REPRODUCE,
        UNPIN,
        PURGE,
        DESCRIBE,
        SHOW,
        SHOW_STATISTICS,
        SHOW_PINNED_SNAPSHOTS
    }
}
