package io.godwit.planner.history;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import io.godwit.planner.sql.SqlLake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

/** One table's life, and what is asked of it after each step. */
final class RandomHistory {
    private static final int STEPS = 20;
    private static final int QUERIES = 8;

    private final SqlLake lake;
    private final long seed;
    private final RandomValues random;
    private final RandomTable table;
    private final List<String> steps = new ArrayList<>();

    RandomHistory(SqlLake lake, long seed) {
        this.lake = lake;
        this.seed = seed;
        this.random = new RandomValues(new Random(seed));
        int version = random.pick(1, 2, 2, 3, 3);
        int[] ids = {10};
        List<Types.NestedField> fields = new ArrayList<>();
        fields.add(Types.NestedField.required(1, "id", Types.LongType.get()));
        for (int i = 0; i < 5; i++) {
            fields.add(Types.NestedField.optional(i + 2, "c" + i, random.type(version, 2, ids)));
        }
        ((org.apache.iceberg.catalog.SupportsNamespaces) lake.lake().catalog())
                .createNamespace(org.apache.iceberg.catalog.Namespace.of("shop"));
        Table created = lake.lake()
                .catalog()
                .createTable(
                        TableIdentifier.of("shop", "t"),
                        new Schema(fields),
                        PartitionSpec.unpartitioned(),
                        Map.of("format-version", Integer.toString(version)));
        this.table = new RandomTable(created, random);
        steps.add("version " + version + " " + created.schema());
    }

    /** The first difference, and what led to it; null if there is none. */
    @Nullable
    String live() {
        for (int step = 0; step < STEPS; step++) {
            steps.add(table.step());
            for (int query = 0; query < QUERIES; query++) {
                String difference = ask(view());
                if (difference != null) {
                    return "seed %d, step %d: %s\n  %s".formatted(seed, step, difference, String.join("\n  ", steps));
                }
            }
        }
        return null;
    }

    private View view() {
        Table iceberg = table.table();
        switch (random.below(8)) {
            case 0 -> {
                String branch = random.pick(List.copyOf(table.branches().keySet()));
                Snapshot snapshot = iceberg.snapshot(branch);
                if (snapshot != null) {
                    return view(" FOR VERSION AS OF '" + branch + "'", iceberg.schema(), snapshot);
                }
            }
            case 1 -> {
                if (!table.tags().isEmpty()) {
                    String tag = random.pick(table.tags());
                    return ofSnapshot(" FOR VERSION AS OF '" + tag + "'", iceberg.snapshot(tag));
                }
            }
            case 2 -> {
                List<Snapshot> snapshots = new ArrayList<>();
                iceberg.snapshots().forEach(snapshots::add);
                if (!snapshots.isEmpty()) {
                    Snapshot snapshot = random.pick(snapshots);
                    return ofSnapshot(" FOR VERSION AS OF " + snapshot.snapshotId(), snapshot);
                }
            }
            case 3 -> {
                if (!iceberg.history().isEmpty()) {
                    long time = random.pick(iceberg.history()).timestampMillis();
                    String sql = " FOR SYSTEM_TIME AS OF TIMESTAMP '"
                            + java.time.Instant.ofEpochMilli(time)
                                    .toString()
                                    .replaceAll("[TZ]", " ")
                                    .strip() + "'";
                    return ofSnapshot(sql, iceberg.snapshot(SnapshotUtil.snapshotIdAsOfTime(iceberg, time)));
                }
            }
            default -> {}
        }
        return view("", iceberg.schema(), iceberg.currentSnapshot());
    }

    private View ofSnapshot(String version, Snapshot snapshot) {
        return view(version, table.table().schemas().get(snapshot.schemaId()), snapshot);
    }

    private View view(String version, Schema schema, @Nullable Snapshot snapshot) {
        List<MirroredRow> rows = snapshot == null ? List.of() : table.rows(snapshot.snapshotId());
        return View.of(table, "t" + version + " AS t", schema, rows, snapshot);
    }

    /** The difference between what is given and what should be, or null. */
    private @Nullable String ask(View view) {
        Condition condition = random.oneIn(5) ? new Condition("TRUE", row -> true) : Condition.of(view, random, 2);
        List<MirroredRow> matching =
                view.rows().stream().filter(condition::holds).toList();
        return random.oneIn(4) ? askTotals(view, condition, matching) : askRows(view, condition, matching);
    }

    private @Nullable String askRows(View view, Condition condition, List<MirroredRow> matching) {
        List<View.Column> columns = new ArrayList<>();
        for (int i = 1 + random.below(4); i > 0; i--) {
            columns.add(random.pick(view.columns()));
        }
        List<String> select = new ArrayList<>();
        columns.forEach(column -> select.add(column.sql() + " AS c" + select.size()));
        long limit = random.oneIn(4) ? random.below(8) : Long.MAX_VALUE;
        String sql = "SELECT %s FROM %s WHERE %s%s"
                .formatted(
                        String.join(", ", select),
                        view.sql(),
                        condition.sql(),
                        limit == Long.MAX_VALUE ? "" : " LIMIT " + limit);
        List<String> expected = new ArrayList<>();
        matching.forEach(row -> expected.add(columns.stream()
                .map(column -> Plain.text(View.named(column.type(), column.of(row))))
                .toList()
                .toString()));
        return difference(sql, expected, Math.min(limit, matching.size()));
    }

    private @Nullable String askTotals(View view, Condition condition, List<MirroredRow> matching) {
        View.Column column = random.pick(view.columns().stream()
                .filter(each -> each.type().isPrimitiveType())
                .toList());
        List<Object> values = new ArrayList<>();
        for (MirroredRow row : matching) {
            Object value = column.of(row);
            if (value != null) {
                values.add(value);
            }
        }
        Object least = values.stream().min(Plain::compare).orElse(null);
        Object most = values.stream().max(Plain::compare).orElse(null);
        String sql = "SELECT count(*), count(%1$s), min(%1$s), max(%1$s) FROM %2$s WHERE %3$s"
                .formatted(column.sql(), view.sql(), condition.sql());
        String expected = List.of((long) matching.size(), (long) values.size(), unsigned(least), unsigned(most))
                .toString();
        return difference(sql, List.of(expected), 1);
    }

    /** Of zeros of both signs, either is the least. */
    private static String unsigned(@Nullable Object value) {
        return Plain.text(value instanceof Double number ? (Object) (number + 0.0) : value);
    }

    /** @param count how many of the expected rows are given */
    private @Nullable String difference(String sql, List<String> expected, long count) {
        List<String> given = new ArrayList<>();
        try (BufferAllocator allocator = lake.allocator().newChildAllocator("query", 0, Long.MAX_VALUE);
                BatchStream stream = lake.prepare(sql).execute(context(allocator), Parameters.NONE)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        List<String> cells = new ArrayList<>();
                        for (FieldVector vector : owned.getFieldVectors()) {
                            Object value = Plain.ofArrow(vector, row);
                            cells.add(sql.startsWith("SELECT count") ? unsigned(value) : Plain.text(value));
                        }
                        given.add(cells.toString());
                    }
                }
            }
        } catch (RuntimeException e) {
            return sql + "\n  fails: " + e;
        }
        Map<String, Integer> left = new HashMap<>();
        expected.forEach(row -> left.merge(row, 1, Integer::sum));
        List<String> unexpected = new ArrayList<>();
        given.forEach(row -> {
            if (left.merge(row, -1, Integer::sum) < 0) {
                unexpected.add(row);
            }
        });
        if (given.size() == count && unexpected.isEmpty()) {
            return null;
        }
        left.values().removeIf(n -> n <= 0);
        return "%s\n  gives %d rows, not %d; unexpected %s; missing %s"
                .formatted(sql, given.size(), count, first(unexpected), first(List.copyOf(left.keySet())));
    }

    /** Below the root of the planner's memory, as columns are kept of nothing else. */
    private ExecutionContext context(BufferAllocator allocator) {
        ExecutionContext given = lake.context();
        return new ExecutionContext(
                given.queryId(),
                given.cancellation(),
                allocator,
                given.memory(),
                given.spill(),
                given.workers(),
                given.clock());
    }

    private static List<String> first(List<String> rows) {
        return rows.stream().sorted(Comparator.naturalOrder()).limit(3).toList();
    }
}
