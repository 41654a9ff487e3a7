package io.godwit.planner.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.history.HistoryQueries.Expected;
import io.godwit.planner.sql.SqlLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RandomHistoryTest {
    private static final int TABLES = Integer.parseInt(System.getenv().getOrDefault("SOAK_TABLES", "4"));
    private static final long SEED = Long.parseLong(System.getenv().getOrDefault("SOAK_SEED", "1"));
    private static final int STEPS = Integer.parseInt(System.getenv().getOrDefault("SOAK_STEPS", "20"));
    private static final int QUERIES = Integer.parseInt(System.getenv().getOrDefault("SOAK_QUERIES", "5"));

    @TempDir
    static Path directory;

    @Test
    void everyVersionOfATableHasItsRows() {
        List<String> wrong = run(directory, TABLES, SEED);
        assertThat(wrong).isEmpty();
    }

    public static void main(String[] args) throws Exception {
        Path directory = java.nio.file.Files.createTempDirectory(Path.of(args[0]), "history");
        List<String> wrong = run(directory, TABLES, SEED);
        System.out.println(wrong.size() + " wrong");
    }

    static List<String> run(Path directory, int tables, long seed) {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        try (SqlLake lake = SqlLake.withColumnCache(directory, 64L << 20)) {
            ((SupportsNamespaces) lake.lake().catalog()).createNamespace(Namespace.of("shop"));
            for (int i = 0; i < tables; i++) {
                Random random = new Random(seed + i);
                String name = "t" + (seed + i);
                int version = 1 + random.nextInt(3);
                Schema schema = HistoryTable.randomSchema(random, version);
                Map<String, String> properties = new HashMap<>(Map.of(
                        "format-version", Integer.toString(version),
                        "commit.manifest.min-count-to-merge", "3",
                        "write.parquet.row-group-size-bytes", "20000",
                        "write.parquet.row-group-check-min-record-count", "20",
                        "write.parquet.page-row-limit", "7",
                        "write.parquet.page-size-bytes", "500"));
                if (random.nextInt(3) == 0) {
                    properties.put("write.metadata.metrics.default", Plain.pick(random, "none", "counts", "full"));
                }
                if (random.nextInt(4) == 0) {
                    schema.columns().stream()
                            .filter(f -> f.type().isPrimitiveType())
                            .forEach(f ->
                                    properties.put("write.parquet.bloom-filter-enabled.column." + f.name(), "true"));
                }
                Table table = lake.lake()
                        .catalog()
                        .createTable(
                                TableIdentifier.of("shop", name), schema, PartitionSpec.unpartitioned(), properties);
                HistoryTable history = new HistoryTable(table, random);
                HistoryQueries queries = new HistoryQueries(history, "shop." + name, random);
                List<String> log = new ArrayList<>();
                log.add("v" + version + " " + schema.asStruct());
                int before = wrong.size();
                for (int step = 0; step < STEPS && wrong.size() < before + 3; step++) {
                    try {
                        log.add(history.step());
                    } catch (RuntimeException e) {
                        log.add("generator: " + e);
                        System.out.println("GENERATOR seed " + (seed + i) + " " + log);
                        e.printStackTrace(System.out);
                        break;
                    }
                    for (int q = 0; q < QUERIES; q++) {
                        Expected expected = queries.query();
                        asked++;
                        String problem = problem(lake, expected);
                        if (problem != null) {
                            String said = "seed " + (seed + i) + " v" + history.version() + " after " + log.size()
                                    + ": " + log.get(log.size() - 1) + "\n  " + expected.sql() + "\n  " + problem;
                            wrong.add(said);
                            String dbg = System.getenv("DBG");
                            if (dbg != null)
                                for (String one : dbg.split(";")) {
                                    try {
                                        System.out.println("DBG " + one + "\n   " + rows(lake, one));
                                    } catch (RuntimeException e) {
                                        System.out.println("DBG " + one + " " + e);
                                    }
                                }
                            System.out.println(said);
                        }
                    }
                }
                if (wrong.size() > before) {
                    System.out.println("  HISTORY\n    " + String.join("\n    ", log));
                }
            }
        }
        System.out.println(asked + " asked from seed " + seed + ", " + wrong.size() + " wrong");
        return wrong;
    }

    private static String problem(SqlLake lake, Expected expected) {
        List<String> rows;
        try {
            rows = rows(lake, expected.sql());
        } catch (RuntimeException e) {
            StringBuilder text = new StringBuilder("fails: " + e);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                text.append("\n      ")
                        .append(cause)
                        .append(" at ")
                        .append(java.util.Arrays.stream(cause.getStackTrace())
                                .limit(Long.getLong("st", 6))
                                .toList());
            }
            return text.toString();
        }
        if (!expected.choices().isEmpty()) {
            Map<String, String> byId = new HashMap<>();
            rows.forEach(row -> byId.put(row.substring(0, row.indexOf('|')), row));
            for (List<String> choices : expected.choices()) {
                String found =
                        byId.get(choices.get(0).substring(0, choices.get(0).indexOf('|')));
                if (found == null || !choices.contains(found)) {
                    return "gives " + found + ", not one of " + choices;
                }
            }
            return rows.size() == expected.choices().size()
                    ? null
                    : "gives " + rows.size() + " rows, not "
                            + expected.choices().size();
        }
        if (expected.most() >= 0) {
            Map<String, Integer> left = HistoryQueries.counted(expected.rows());
            rows.forEach(row -> left.merge(row, -1, Integer::sum));
            boolean within = left.values().stream().allMatch(count -> count >= 0);
            return rows.size() == expected.most() && within
                    ? null
                    : "gives " + rows + "\n  not " + expected.most() + " of " + expected.rows();
        }
        if (expected.ordered()
                ? rows.equals(expected.rows())
                : HistoryQueries.counted(rows).equals(HistoryQueries.counted(expected.rows()))) {
            return null;
        }
        List<String> missing = new ArrayList<>(expected.rows());
        rows.forEach(missing::remove);
        List<String> surplus = new ArrayList<>(rows);
        expected.rows().forEach(surplus::remove);
        return "gives " + rows.size() + " rows, not " + expected.rows().size() + (expected.ordered() ? " in order" : "")
                + "; missing " + missing.subList(0, Math.min(4, missing.size())) + ", surplus "
                + surplus.subList(0, Math.min(4, surplus.size()));
    }

    private static List<String> rows(SqlLake lake, String sql) {
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = lake.allocator().newChildAllocator("query", 0, Long.MAX_VALUE)) {
            ExecutionContext shared = lake.context();
            ExecutionContext context = new ExecutionContext(
                    "test",
                    shared.cancellation(),
                    allocator,
                    shared.memory(),
                    shared.spill(),
                    shared.workers(),
                    shared.clock());
            PreparedQuery query = lake.planner().prepare(context, sql, lake.statement());
            read(query, context, rows);
        }
        return rows;
    }

    private static void read(PreparedQuery query, ExecutionContext context, List<String> rows) {
        try (BatchStream stream = query.execute(context, Parameters.NONE)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        StringJoiner line = new StringJoiner("|");
                        for (FieldVector vector : owned.getFieldVectors()) {
                            line.add(Plain.text(vector, row));
                        }
                        rows.add(line.toString());
                    }
                }
            }
        }
    }
}
