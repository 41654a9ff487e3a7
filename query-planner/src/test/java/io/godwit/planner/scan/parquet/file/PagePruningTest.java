package io.godwit.planner.scan.parquet.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.ParquetReads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One row group of 2,000 rows: {@code id} ascends in pages of 100 rows, {@code text} ascends in pages of fewer, {@code half} is null
 * in the first 1,000 rows, {@code tags} are lists.
 */
class PagePruningTest {
    private static final int ROWS = 2000;
    private static final Schema SCHEMA = new Schema(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.required(2, "text", Types.StringType.get()),
            NestedField.optional(3, "half", Types.DoubleType.get()),
            NestedField.optional(4, "tags", Types.ListType.ofOptional(5, Types.StringType.get())),
            NestedField.optional(
                    6,
                    "place",
                    Types.StructType.of(NestedField.required(7, "at", Types.TimestampNanoType.withoutZone()))));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("file.parquet");
        write(WriterVersion.PARQUET_1_0);
    }

    @Test
    void pagesOutsideTheBoundsAreNotRead() {
        FileRead read = read(new Schema(SCHEMA.columns().subList(0, 1)), Expressions.greaterThanOrEqual("id", 1850L));

        assertThat(ids(read)).isEqualTo(range(1800, 2000));
        assertThat(read.metrics().count(Counter.PAGES_READ)).isEqualTo(2);
        assertThat(read.metrics().count(Counter.PAGES_SKIPPED)).isEqualTo(18);
        assertThat(read.metrics().count(Counter.BYTES_SKIPPED))
                .isGreaterThan(8 * read.metrics().count(Counter.BYTES_READ));
    }

    @Test
    void otherColumnsSkipThePagesOfTheSameRows() {
        Expression filter =
                Expressions.and(Expressions.greaterThanOrEqual("id", 700L), Expressions.lessThan("id", 800L));
        FileRead read = read(SCHEMA, filter);

        assertThat(ids(read)).isEqualTo(range(700, 800));
        FileRead all = read(SCHEMA, Expressions.alwaysTrue());
        ids(all);
        assertThat(read.metrics().count(Counter.PAGES_READ) * 8)
                .isLessThan(all.metrics().count(Counter.PAGES_READ));
        assertThat(read.metrics().count(Counter.BYTES_READ) * 4)
                .isLessThan(all.metrics().count(Counter.BYTES_READ));
        assertThat(read.metrics().count(Counter.ROWS_READ)).isEqualTo(100);
    }

    @Test
    void predicatesOnColumnsOfOtherPageBordersMeet() {
        Expression filter =
                Expressions.and(Expressions.lessThan("id", 300L), Expressions.greaterThan("text", text(250)));
        List<Object> found = ids(read(SCHEMA, filter));

        assertThat(found).containsAll(range(251, 300)).doesNotContain(100L, 199L, 300L);
        Expression either = Expressions.or(Expressions.lessThan("id", 100L), Expressions.equal("id", 1999L));
        assertThat(ids(read(SCHEMA, either))).containsAll(range(0, 100)).hasSize(200);
    }

    @Test
    void nullsAreKnownPageByPage() {
        assertThat(ids(read(SCHEMA, Expressions.isNull("half")))).isEqualTo(range(0, 1000));
        assertThat(ids(read(SCHEMA, Expressions.notNull("half")))).isEqualTo(range(1000, 2000));
    }

    @Test
    void fieldOfAStructPrunes() {
        Expression filter =
                Expressions.predicate(Expression.Operation.GT_EQ, "place.at", Expressions.nanos(1_000_000_001L * 1950));
        List<Object> found = ids(read(SCHEMA, filter));
        assertThat(found).containsAll(range(1950, 2000)).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void rowGroupWithoutAnyPageLeftIsNotRead() {
        Expression filter = Expressions.and(Expressions.isNull("half"), Expressions.greaterThan("id", 1500L));
        FileRead read = read(SCHEMA, filter);

        assertThat(ids(read)).isEmpty();
        assertThat(read.metrics().count(Counter.ROW_GROUPS_SKIPPED)).isEqualTo(1);
        assertThat(read.metrics().count(Counter.PAGES_READ)).isZero();
        assertThat(read.metrics().count(Counter.PAGES_SKIPPED)).isEqualTo(100);
    }

    @Test
    void singleRowsReadTheirPagesAlone() {
        FileRead read = read(SCHEMA, Expressions.alwaysTrue(), RowFilter.ALL, new long[] {5, 1234});

        assertThat(ids(read)).containsExactly(5L, 1234L);
        long leaves = 5;
        long dictionaries = 1;
        assertThat(read.metrics().count(Counter.PAGES_READ)).isEqualTo(2 * leaves + dictionaries);
        assertThat(read.metrics().count(Counter.PAGES_SKIPPED)).isEqualTo(100 - 2 * leaves);
    }

    @Test
    void rowsTheFilterSelectsReadTheirPagesAlone() {
        RowFilter one = new RowsBetween(SCHEMA.columns().subList(0, 1), 1500, 1501);
        FileRead read = read(SCHEMA, Expressions.alwaysTrue(), one, null);

        assertThat(ids(read)).containsExactly(1500L);
        long pagesOfId = 20;
        long otherLeaves = 4;
        long dictionaries = 1;
        assertThat(read.metrics().count(Counter.PAGES_READ)).isEqualTo(pagesOfId + otherLeaves + dictionaries);
    }

    @ParameterizedTest
    @EnumSource(WriterVersion.class)
    void whateverIsPrunedTheRowsAreThoseOfTheWholeFile(WriterVersion version) throws IOException {
        write(version);
        Map<String, List<Object>> all = values(read(SCHEMA, Expressions.alwaysTrue()));
        for (int i = 0; i < 40; i++) {
            int seed = i;
            Random random = new Random(seed);
            long from = random.nextInt(ROWS);
            long to = from + random.nextInt(400);
            Expression pruning = random.nextBoolean()
                    ? Expressions.alwaysTrue()
                    : Expressions.and(Expressions.greaterThanOrEqual("id", from), Expressions.lessThan("id", to));
            int oneOf = 1 << random.nextInt(11);
            long[] positions = random.nextBoolean()
                    ? null
                    : LongStream.range(0, ROWS)
                            .filter(row -> random.nextInt(oneOf) == 0)
                            .toArray();
            RowFilter filter = random.nextBoolean()
                    ? RowFilter.ALL
                    : new RowsBetween(SCHEMA.columns().subList(1, 2), (int) from, (int) to);
            Map<String, List<Object>> found = values(read(SCHEMA, pruning, filter, positions));
            List<Object> ids = found.get("id");
            if (pruning != Expressions.alwaysTrue() && filter != RowFilter.ALL) {
                assertThat(ids).as("seed %d", seed).containsAll(wanted(positions, from, Math.min(to, ROWS)));
            } else if (pruning == Expressions.alwaysTrue()) {
                boolean narrow = filter != RowFilter.ALL;
                assertThat(ids)
                        .as("seed %d", seed)
                        .isEqualTo(wanted(positions, narrow ? from : 0, narrow ? Math.min(to, ROWS) : ROWS));
            }
            found.forEach((column, values) -> assertThat(values)
                    .as("seed %d, column %s", seed, column)
                    .isEqualTo(ids.stream()
                            .map(id -> all.get(column).get(((Long) id).intValue()))
                            .toList()));
        }
    }

    private static List<Object> wanted(long[] positions, long from, long to) {
        LongStream rows = positions == null ? LongStream.range(0, ROWS) : LongStream.of(positions);
        return rows.filter(row -> row >= from && row < to)
                .<Object>mapToObj(Long::valueOf)
                .toList();
    }

    private static List<Object> range(int from, int to) {
        return IntStream.range(from, to).<Object>mapToObj(Long::valueOf).toList();
    }

    private FileRead read(Schema columns, Expression pruning) {
        return read(columns, pruning, RowFilter.ALL, null);
    }

    private FileRead read(Schema columns, Expression pruning, RowFilter filter, long[] positions) {
        return ParquetReads.read(file, columns, filter, pruning, positions, 300);
    }

    private static List<Object> ids(FileRead read) {
        return values(read).get("id");
    }

    private static Map<String, List<Object>> values(FileRead read) {
        try (RootAllocator allocator = new RootAllocator()) {
            return ParquetReads.values(allocator, read);
        }
    }

    private static String text(int row) {
        return "%06d".formatted(row) + "abcdefgh".repeat(4 + row % 5);
    }

    private void write(WriterVersion version) throws IOException {
        FileAppender<Record> appender = Parquet.write(Files.localOutput(file.toFile()))
                .schema(SCHEMA)
                .createWriterFunc(GenericParquetWriter::create)
                .writerVersion(version)
                .set("write.parquet.page-row-limit", "100")
                .set("write.parquet.page-size-bytes", "2500")
                .overwrite()
                .build();
        try (appender) {
            for (int row = 0; row < ROWS; row++) {
                Record place = GenericRecord.create(SCHEMA.findType("place").asStructType());
                place.set(0, java.time.LocalDateTime.of(1970, 1, 1, 0, 0).plusNanos(1_000_000_001L * row));
                Record record = GenericRecord.create(SCHEMA);
                record.set(0, (long) row);
                record.set(1, text(row));
                record.set(2, row < ROWS / 2 ? null : row / 2.0);
                record.set(3, tags(row));
                record.set(4, place);
                appender.add(record);
            }
        }
    }

    private static List<String> tags(int row) {
        if (row % 7 == 0) {
            return null;
        }
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < row % 4; i++) {
            tags.add(i == 2 ? null : "tag " + row + " " + "t".repeat(row % 20));
        }
        return tags;
    }

    /** Looks at columns as if it needed them. */
    private record RowsBetween(List<NestedField> columns, int from, int to) implements RowFilter {
        @Override
        public boolean passesAll() {
            return false;
        }

        @Override
        public int select(
                List<? extends org.apache.arrow.vector.FieldVector> vectors,
                io.godwit.planner.scan.file.RowPositions positions,
                int[] selection) {
            int selected = 0;
            for (int row = 0; row < positions.count(); row++) {
                if (positions.position(row) >= from && positions.position(row) < to) {
                    selection[selected++] = row;
                }
            }
            return selected;
        }
    }
}
