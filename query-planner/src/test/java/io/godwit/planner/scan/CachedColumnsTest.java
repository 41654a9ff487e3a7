package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns decoded once are read again without decoding, and nobody can tell by the answers. */
class CachedColumnsTest {
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "text", Types.StringType.get()),
            optional(3, "flag", Types.BooleanType.get()),
            optional(4, "list", Types.ListType.ofOptional(6, Types.IntegerType.get())),
            optional(5, "pair", Types.StructType.of(optional(7, "a", Types.DoubleType.get()))));
    private static final int ROWS = 10_000;

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private final ColumnCache cache = new ColumnCache(scope.allocator().getRoot(), 64 << 20);
    private final FileReader reader = new FormatReaders(cache);
    private TestLake lake;
    private Table table;
    private DataFile file;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
        table = lake.create("t", SCHEMA);
        file = TestLake.append(table, rows(ROWS));
    }

    @AfterEach
    void close() {
        lake.close();
        cache.close();
        scope.close();
    }

    /** Row groups of about 4,000 rows. */
    private List<Record> rows(int count) {
        table.updateProperties()
                .set("write.parquet.row-group-size-bytes", "100000")
                .set("write.parquet.row-group-check-min-record-count", "1000")
                .commit();
        List<Record> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            Record pair = GenericRecord.create(SCHEMA.findType("pair").asStructType());
            pair.set(0, id / 2.0);
            rows.add(TestLake.row(
                    SCHEMA,
                    id,
                    id % 5 == 0 ? null : "text " + id,
                    id % 3 == 0,
                    id % 7 == 0 ? null : List.of((int) id, 1),
                    id % 11 == 0 ? null : pair));
        }
        return rows;
    }

    private TableScan scan() {
        return TableScan.of(lake.pin("t")).readBy(reader);
    }

    private Rows read(TableScan scan, ScanMetrics metrics) {
        return Rows.of(scan.open(scope.context(), metrics));
    }

    private static TableScan uncached(TableScan scan) {
        return scan.readBy(new FormatReaders(null));
    }

    private ScanMetrics readsAsUncached(TableScan scan) {
        ScanMetrics metrics = new ScanMetrics();
        assertThat(read(scan, metrics)).isEqualTo(read(uncached(scan), new ScanMetrics()));
        return metrics;
    }

    private static void assertNothingDecoded(ScanMetrics metrics) {
        assertThat(metrics.count(Counter.COLUMN_CHUNKS_DECODED)).isZero();
        assertThat(metrics.count(Counter.COLUMN_CHUNKS_CACHED)).isPositive();
        assertThat(metrics.count(Counter.PAGES_READ)).isZero();
        assertThat(metrics.count(Counter.BYTES_READ)).isZero();
    }

    @Test
    void secondReadDecodesNothing() {
        ScanMetrics cold = readsAsUncached(scan());
        assertThat(cold.count(Counter.ROW_GROUPS_READ)).isGreaterThan(1);
        assertThat(cold.count(Counter.COLUMN_CHUNKS_DECODED)).isEqualTo(5 * cold.count(Counter.ROW_GROUPS_READ));

        ScanMetrics hot = readsAsUncached(scan());

        assertNothingDecoded(hot);
        assertThat(hot.count(Counter.COLUMN_CHUNKS_CACHED)).isEqualTo(cold.count(Counter.COLUMN_CHUNKS_DECODED));
    }

    @Test
    void otherQueriesFindTheColumns() {
        readsAsUncached(scan());
        assertNothingDecoded(readsAsUncached(scan().select(List.of("list", "id"))));
        assertNothingDecoded(readsAsUncached(scan().filter(Expressions.lessThan("id", 7_001L))));
        assertNothingDecoded(readsAsUncached(scan().filter(Expressions.equal("flag", true))));
        assertNothingDecoded(readsAsUncached(scan().limit(5)));
    }

    @Test
    void deletesAreAppliedOnTopOfCachedColumns() {
        readsAsUncached(scan());
        TestLake.deletePositions(table, file, 0, 17, 9_999);
        Schema keySchema = SCHEMA.select("id");
        TestLake.deleteKeys(table, keySchema, null, List.of(TestLake.row(keySchema, 4_000L)));

        ScanMetrics metrics = new ScanMetrics();
        assertThat(read(scan(), metrics).column(0)).hasSize(ROWS - 4).doesNotContain(0L, 17L, 9_999L, 4_000L);
        assertThat(metrics.count(Counter.COLUMN_CHUNKS_DECODED)).isZero();
    }

    @Test
    void renamedColumnIsFoundAndOneReadAsAnotherTypeIsNot() {
        Table numbers = lake.create("n", new Schema(optional(1, "number", Types.IntegerType.get())));
        TestLake.append(numbers, List.of(TestLake.row(numbers.schema(), 7)));
        TableScan scan = TableScan.of(lake.pin("n")).readBy(reader);
        readsAsUncached(scan);

        numbers.updateSchema().renameColumn("number", "amount").commit();
        assertNothingDecoded(readsAsUncached(TableScan.of(lake.pin("n")).readBy(reader)));

        numbers.updateSchema().updateColumn("amount", Types.LongType.get()).commit();
        ScanMetrics widened = readsAsUncached(TableScan.of(lake.pin("n")).readBy(reader));
        assertThat(widened.count(Counter.COLUMN_CHUNKS_CACHED)).isZero();
    }

    @Test
    void keysTimesAndFetchedRowsOfAJoinComeFromTheCache() {
        readsAsUncached(scan());
        ScanMetrics metrics = new ScanMetrics();
        var features = scan().features(metrics);
        assertThat(Rows.of(features.read(scope.context(), List.of(0, 1), LabelBounds.NONE))
                        .values())
                .hasSize(ROWS);
        long[] ids = {0, 5, 4_090, 4_100, 9_999};

        Rows fetched = Rows.of(features.fetch(scope.context(), ids, List.of(0, 1, 3)));

        assertThat(fetched)
                .isEqualTo(Rows.of(
                        uncached(scan()).features(new ScanMetrics()).fetch(scope.context(), ids, List.of(0, 1, 3))));
        assertNothingDecoded(metrics);
    }

    @Test
    void columnsOfWhichRowsAreFetchedAgainAreDecodedWholeAndNoMoreThen() {
        long[] ids = {3, 5, 6, 4_090, 4_100, 9_998};
        List<Integer> columns = List.of(0, 1, 2, 3, 4);
        Rows expected = fetch(uncached(scan()), ids, columns, new ScanMetrics());
        ScanMetrics first = new ScanMetrics();
        assertThat(fetch(scan(), ids, columns, first)).isEqualTo(expected);
        assertThat(cache.heldBytes()).as("rows asked for once leave nothing").isZero();
        ScanMetrics second = new ScanMetrics();
        assertThat(fetch(scan(), ids, columns, second)).isEqualTo(expected);
        assertThat(second.count(Counter.BYTES_READ)).isGreaterThanOrEqualTo(first.count(Counter.BYTES_READ));

        ScanMetrics third = new ScanMetrics();
        assertThat(fetch(scan(), ids, columns, third)).isEqualTo(expected);
        assertNothingDecoded(third);
        assertNothingDecoded(readsAsUncached(scan()));
    }

    @Test
    void columnsOfWhichMostRowsAreFetchedAreKeptAtOnce() {
        long[] ids = java.util.stream.LongStream.range(0, ROWS)
                .filter(id -> id % 7 < 2)
                .toArray();
        Rows expected = fetch(uncached(scan()), ids, List.of(1, 4), new ScanMetrics());
        assertThat(fetch(scan(), ids, List.of(1, 4), new ScanMetrics())).isEqualTo(expected);

        ScanMetrics second = new ScanMetrics();
        assertThat(fetch(scan(), ids, List.of(1, 4), second)).isEqualTo(expected);
        assertNothingDecoded(second);
    }

    /** Each of the columns lies in several blocks, of which each gives some rows. */
    @Test
    void numbersOfManyBlocksComeWithTheirNulls() {
        Schema numbers = new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "number", Types.DoubleType.get()),
                optional(3, "small", Types.IntegerType.get()),
                optional(4, "day", Types.DateType.get()));
        List<Record> rows = new ArrayList<>();
        for (long id = 0; id < 3 * ROWS; id++) {
            rows.add(TestLake.row(
                    numbers,
                    id,
                    id % 13 == 0 ? null : id / 3.0,
                    id < 2 * ROWS ? (int) -id : null,
                    java.time.LocalDate.ofEpochDay(id)));
        }
        TestLake.append(lake.create("numbers", numbers), rows);
        TableScan scan = TableScan.of(lake.pin("numbers"));
        long[] ids = java.util.stream.LongStream.range(0, rows.size())
                .filter(id -> id % 7 < 2 || id % 1_000 == 5)
                .toArray();
        Rows expected = fetch(uncached(scan), ids, List.of(0, 1, 2, 3), new ScanMetrics());
        for (int i = 0; i < 3; i++) {
            assertThat(fetch(scan.readBy(reader), ids, List.of(0, 1, 2, 3), new ScanMetrics()))
                    .isEqualTo(expected);
        }
        assertThat(expected.column(1).get(1)).isEqualTo(1 / 3.0);
    }

    private Rows fetch(TableScan scan, long[] ids, List<Integer> columns, ScanMetrics metrics) {
        return Rows.of(scan.features(metrics).fetch(scope.context(), ids, columns));
    }

    @Test
    void batchOutlivesItsPlaceInTheCache() {
        readsAsUncached(scan());
        try (BatchStream stream = scan().open(scope.context())) {
            try (VectorSchemaRoot batch = stream.next()) {
                cache.clear();
                assertThat(batch.getVector(1).getObject(1)).hasToString("text 1");
                assertThat(scope.allocator().getAllocatedMemory())
                        .as("what the cache gave up is charged to who reads it")
                        .isPositive();
            }
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                batch.close();
            }
        }
        cache.clear();
        assertThat(cache.heldBytes()).isZero();
    }

    @Test
    void readThatEndsEarlyKeepsNothing() {
        try (BatchStream stream = scan().select(List.of("text")).open(scope.context())) {
            stream.next().close();
        }
        assertThat(readsAsUncached(scan().select(List.of("id"))).count(Counter.COLUMN_CHUNKS_CACHED))
                .isZero();
    }

    @Test
    void smallBudgetIsNotPassed() {
        try (ColumnCache small = new ColumnCache(scope.allocator().getRoot(), 100_000)) {
            TableScan scan = scan().readBy(new FormatReaders(small));
            for (int i = 0; i < 3; i++) {
                readsAsUncached(scan);
                assertThat(small.heldBytes()).isLessThanOrEqualTo(100_000);
            }
        }
    }

    @Test
    void filterLeavesTheColumnsItReadWhole() {
        TableScan scan = scan().filter(Expressions.equal("flag", true)).select(List.of("text"));
        readsAsUncached(scan);
        ScanMetrics again = readsAsUncached(scan);
        assertThat(Map.of(
                        "cached", again.count(Counter.COLUMN_CHUNKS_CACHED) > 0,
                        "decoded", again.count(Counter.COLUMN_CHUNKS_DECODED) > 0))
                .isEqualTo(Map.of("cached", true, "decoded", true));
    }

    @Test
    void columnOfWhichFiltersTakeSomeRowsIsKeptTheSecondTime() {
        TableScan scan = scan().filter(Expressions.equal("flag", true)).select(List.of("text", "list", "pair"));
        readsAsUncached(scan);
        readsAsUncached(scan);
        assertNothingDecoded(readsAsUncached(scan));
        assertNothingDecoded(readsAsUncached(scan().select(List.of("text", "list", "pair"))));
    }

    /** Batches have 4,096 rows and then the rest, of which the filter takes none. */
    @Test
    void columnOfWhichFiltersTakeTheFrontIsKeptTheSecondTime() {
        List<Record> rows = rows(8_000);
        TestLake.append(lake.create("one_row_group", SCHEMA), rows);
        TableScan all = TableScan.of(lake.pin("one_row_group")).readBy(reader).select(List.of("text", "pair"));
        TableScan front = all.filter(Expressions.lessThan("id", 4_090L));
        readsAsUncached(front);
        readsAsUncached(front);
        assertNothingDecoded(readsAsUncached(front));
        assertNothingDecoded(readsAsUncached(all));
    }

    /** A tenth each time, with the rest of its batch: no more is decoded for the cache than was decoded before. */
    @Test
    void columnOfWhichFiltersTakeALittleIsKeptWhenThatHasCostAsMuch() {
        Table onePage = lake.create("one_page", SCHEMA);
        onePage.updateProperties()
                .set("write.parquet.page-row-limit", "1000000")
                .set("write.parquet.page-size-bytes", "100000000")
                .commit();
        TestLake.append(onePage, rows(120_000));
        TableScan all = TableScan.of(lake.pin("one_page")).readBy(reader).select(List.of("text", "pair"));
        TableScan front = all.filter(Expressions.lessThan("id", 10_000L));
        for (int i = 0; i < 5; i++) {
            assertThat(readsAsUncached(front).count(Counter.COLUMN_CHUNKS_DECODED))
                    .isPositive();
        }
        readsAsUncached(front);
        assertNothingDecoded(readsAsUncached(front));
        assertNothingDecoded(readsAsUncached(all));
    }

    /** Batches end at 4,096, 20,480, 53,248, 86,016 and 118,784 rows; of the first and the fourth none is taken. */
    @Test
    void columnOfWhichFiltersTakeRowsOfMostBatchesIsKeptTheSecondTime() {
        TableScan all = oneRowGroupOfMixedIds().select(List.of("text", "pair"));
        TableScan few = all.filter(Expressions.in("id", idAt(5_000), idAt(30_000), idAt(100_000), idAt(119_500)));
        readsAsUncached(few);
        readsAsUncached(few);
        assertNothingDecoded(readsAsUncached(few));
        assertNothingDecoded(readsAsUncached(all));
    }

    @Test
    void columnOfWhichARowIsTakenIsNotDecodedWhole() {
        TableScan all = oneRowGroupOfMixedIds().select(List.of("text"));
        for (int i = 0; i < 3; i++) {
            readsAsUncached(all.filter(Expressions.equal("id", idAt(100_000))));
        }
        assertThat(readsAsUncached(all).count(Counter.COLUMN_CHUNKS_CACHED)).isZero();
    }

    /** Of pages that no row is wanted of nothing is read, so that nothing can be decoded for the cache on the way. */
    @Test
    void pagesLeftOutAreNotDecodedForTheCache() {
        Table pages = lake.create("pages", SCHEMA);
        pages.updateProperties().set("write.parquet.page-row-limit", "100").commit();
        TestLake.append(pages, rows(1_000));
        TableScan all = TableScan.of(lake.pin("pages")).readBy(reader);
        for (long id : new long[] {450, 550, 150, 150, 950, 50, 250}) {
            readsAsUncached(all.filter(Expressions.equal("id", id)));
            readsAsUncached(all.filter(Expressions.greaterThan("id", id)).limit(3));
        }
    }

    /** 120,000 rows with ids in no order, so that no page is skipped by its bounds. */
    private TableScan oneRowGroupOfMixedIds() {
        List<Record> rows = rows(120_000);
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).set(0, idAt(row));
        }
        TestLake.append(lake.create("one_row_group", SCHEMA), rows);
        return TableScan.of(lake.pin("one_row_group")).readBy(reader);
    }

    private static long idAt(long row) {
        return row * 7_919 % 120_000;
    }

    /** Random reads, each compared with the same one without a cache, while the cache is emptied under them now and then. */
    @ParameterizedTest
    @ValueSource(longs = {0, 60_000, 400_000, 64 << 20})
    void answersAreTheSameInWhateverStateTheCacheIs(long budget) {
        table.updateProperties().set("write.parquet.page-row-limit", "200").commit();
        TestLake.append(table, rows(3_000));
        TestLake.deletePositions(table, file, 1, 2, 3, 5_000);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (ColumnCache any = new ColumnCache(scope.allocator().getRoot(), budget)) {
            FileReader cached = new FormatReaders(any);
            for (int i = 0; i < 15; i++) {
                TableScan scan = randomScan(random);
                assertThat(readDisturbed(scan.readBy(cached).open(scope.context()), any, random))
                        .as("seed %d, read %d: %s", seed, i, scan)
                        .isEqualTo(Rows.of(scan.open(scope.context())));
                fetchesAreTheSame(cached, any, random, "seed %d, fetch %d".formatted(seed, i));
            }
        }
    }

    private void fetchesAreTheSame(FileReader cached, ColumnCache any, Random random, String description) {
        int oneOf = 1 + random.nextInt(20) * random.nextInt(20);
        long[] ids = random.longs(1 + ROWS / oneOf, 4, ROWS + 3_000)
                .filter(id -> id != 5_000)
                .distinct()
                .sorted()
                .toArray();
        List<Integer> columns = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        Collections.shuffle(columns, random);
        List<Integer> wanted = columns.subList(0, 1 + random.nextInt(5));
        TableScan scan = TableScan.of(lake.pin("t"));
        BatchStream fetched = scan.readBy(cached).features(new ScanMetrics()).fetch(scope.context(), ids, wanted);
        assertThat(readDisturbed(fetched, any, random))
                .as("%s of %d rows", description, ids.length)
                .isEqualTo(fetch(uncached(scan), ids, wanted, new ScanMetrics()));
    }

    private TableScan randomScan(Random random) {
        List<String> columns = new ArrayList<>(List.of("id", "text", "flag", "list", "pair"));
        Collections.shuffle(columns, random);
        TableScan scan = TableScan.of(lake.pin("t")).select(columns.subList(0, 1 + random.nextInt(5)));
        scan = switch (random.nextInt(5)) {
            case 0 -> scan.filter(Expressions.equal("flag", true));
            case 1 -> scan.filter(Expressions.lessThan("id", (long) random.nextInt(ROWS)));
            case 2 -> scan.filter(Expressions.startsWith("text", "text " + random.nextInt(10)));
            case 3 -> scan.filter(Expressions.equal("id", (long) random.nextInt(3_000)));
            default -> scan;
        };
        return random.nextInt(3) == 0 ? scan.limit(random.nextInt(5_000)) : scan;
    }

    private static Rows readDisturbed(BatchStream stream, ColumnCache disturbed, Random random) {
        return Rows.of(new BatchStream() {
            @Override
            public org.apache.arrow.vector.types.pojo.Schema schema() {
                return stream.schema();
            }

            @Override
            public VectorSchemaRoot next() {
                if (random.nextInt(8) == 0) {
                    disturbed.clear();
                }
                return stream.next();
            }

            @Override
            public void close() {
                stream.close();
            }
        });
    }
}
