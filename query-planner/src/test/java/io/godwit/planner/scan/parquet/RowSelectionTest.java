package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.RowPositions;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Some rows of a file are what the whole file has at their positions. */
class RowSelectionTest {
    private static final int ROWS = 450;

    @ParameterizedTest(name = "{0}, one of {1} rows")
    @CsvSource({
        "flat-zstd, flat, 2",
        "flat-zstd, flat, 30",
        "flat-v2, flat, 7",
        "flat-plain, flat, 60",
        "flat-delta, flat, 3",
        "flat-delta, flat, 40",
        "flat-split, flat, 25",
        "flat-clustered, flat-clustered, 5",
        "flat-none, flat, 100",
        "nested-v1, nested, 2",
        "nested-v1, nested, 45",
        "nested-v2, nested, 45",
        "nested-plain, nested, 90"
    })
    void positionsAndFiltersGiveTheirRowsAlone(String file, String expected, int oneOf) throws Exception {
        Path path = ParquetReads.resource(file + ".parquet");
        Schema schema = ParquetReads.schemaOf(path);
        Random random = new Random(oneOf + file.hashCode());
        long[] positions = LongStream.range(0, ROWS)
                .filter(row -> random.nextInt(oneOf) == 0)
                .toArray();
        try (RootAllocator allocator = new RootAllocator()) {
            Map<String, List<Object>> all =
                    ParquetReads.arrowValues(allocator, ParquetReads.resource(expected + ".arrow"));

            FileRead byPosition =
                    ParquetReads.read(path, schema, RowFilter.ALL, Expressions.alwaysTrue(), positions, 64);
            assertRows(all, positions, ParquetReads.values(allocator, byPosition));

            Schema first = new Schema(schema.columns().subList(0, 2));
            RowFilter filter =
                    new PositionFilter(first.columns(), row -> java.util.Arrays.binarySearch(positions, row) >= 0);
            FileRead byFilter = ParquetReads.read(path, schema, filter, Expressions.alwaysTrue(), null, 64);
            assertRows(all, positions, ParquetReads.values(allocator, byFilter));
        }
    }

    @Test
    void pagesWithoutAWantedRowAreNotDecompressed() {
        Path path = ParquetReads.resource("flat-plain.parquet");
        try (RootAllocator allocator = new RootAllocator()) {
            FileRead read = ParquetReads.read(
                    path, ParquetReads.schemaOf(path), RowFilter.ALL, Expressions.alwaysTrue(), new long[] {190}, 64);
            ParquetReads.values(allocator, read);
            assertThat(read.metrics().count(Counter.ROW_GROUPS_READ)).isEqualTo(1);
            assertThat(read.metrics().count(Counter.PAGES_READ))
                    .as("one page of each column")
                    .isEqualTo(read.columns().columns().size());
            assertThat(read.metrics().count(Counter.PAGES_SKIPPED)).isPositive();
        }
    }

    @Test
    void rowGroupsThatCannotMatchAreNotRead() {
        Path path = ParquetReads.resource("flat-required.parquet");
        Schema schema = ParquetReads.schemaOf(path);
        try (RootAllocator allocator = new RootAllocator()) {
            FileRead read =
                    ParquetReads.read(path, schema, RowFilter.ALL, Expressions.greaterThan("few", 100L), null, 64);
            assertThat(ParquetReads.values(allocator, read).get("few")).isEmpty();
            assertThat(read.metrics().count(Counter.ROW_GROUPS_SKIPPED)).isEqualTo(3);
            assertThat(read.metrics().count(Counter.ROW_GROUPS_READ)).isZero();
        }
    }

    private static void assertRows(Map<String, List<Object>> all, long[] positions, Map<String, List<Object>> found) {
        all.forEach((column, values) -> {
            List<Object> wanted = new ArrayList<>();
            for (long position : positions) {
                wanted.add(values.get((int) position));
            }
            assertThat(found.get(column)).as(column).isEqualTo(wanted);
        });
    }

    /** Selects by position, and looks at two columns as if it needed them. */
    private record PositionFilter(List<NestedField> columns, LongPredicate wanted) implements RowFilter {
        @Override
        public boolean passesAll() {
            return false;
        }

        @Override
        public int select(List<? extends FieldVector> vectors, RowPositions positions, int[] selection) {
            assertThat(vectors).allMatch(vector -> vector.getValueCount() == positions.count());
            int selected = 0;
            for (int row = 0; row < positions.count(); row++) {
                if (wanted.test(positions.position(row))) {
                    selection[selected++] = row;
                }
            }
            return selected;
        }
    }
}
