package io.godwit.planner.scan.plan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.QueryScope;
import io.godwit.planner.scan.Rows;
import io.godwit.planner.scan.TableScan;
import io.godwit.planner.scan.TestLake;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.metadata.ColumnAggregate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TruncatedNumbersTest {
    private static final long[] INTS = {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -11, -1, 0, 15, Integer.MAX_VALUE};
    private static final long[] LONGS = {
        Long.MIN_VALUE, Long.MIN_VALUE + 1, Integer.MIN_VALUE, -11, -1, 0, 15, Integer.MAX_VALUE, Long.MAX_VALUE
    };
    private static final List<Operation> COMPARISONS =
            List.of(Operation.EQ, Operation.NOT_EQ, Operation.LT, Operation.LT_EQ, Operation.GT, Operation.GT_EQ);

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private TestLake lake;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    private Table create(Type type, int width) {
        Schema schema = new Schema(required(1, "x", type));
        return lake.create(
                "t",
                schema,
                PartitionSpec.builderFor(schema).truncate("x", width).build(),
                2);
    }

    /** Each row in a file of its own. */
    private static void append(Table table, Object value) {
        Record row = TestLake.row(table.schema(), value);
        PartitionKey partition = new PartitionKey(table.spec(), table.schema());
        partition.partition(row);
        TestLake.append(table, FileFormat.PARQUET, partition, List.of(row));
    }

    private static boolean holds(long value, Operation operation, long literal) {
        return switch (operation) {
            case EQ -> value == literal;
            case NOT_EQ -> value != literal;
            case LT -> value < literal;
            case LT_EQ -> value <= literal;
            case GT -> value > literal;
            default -> value >= literal;
        };
    }

    private void assertFound(long[] rows, long[] literals) {
        for (long literal : literals) {
            for (Operation operation : COMPARISONS) {
                Expression filter = Expressions.predicate(operation, "x", literal);
                TableScan scan = TableScan.of(lake.pin("t")).filter(filter);
                Object[] expected = LongStream.of(rows)
                        .filter(row -> holds(row, operation, literal))
                        .boxed()
                        .toArray();

                List<Object> found = Rows.of(scan.open(scope.context())).column(0).stream()
                        .<Object>map(value -> ((Number) value).longValue())
                        .toList();
                assertThat(found).as("%s", filter).containsExactlyInAnyOrder(expected);

                List<Object> counted = scan.aggregateFromMetadata(scope.context(), List.of(ColumnAggregate.countRows()))
                        .values();
                if (counted != null) {
                    assertThat(counted).as("%s", filter).containsExactly((long) expected.length);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 10, 64, 1_000_000_000})
    void theLeastNumbersAreFound(int width) {
        Table table = create(Types.LongType.get(), width);
        LongStream.of(LONGS).forEach(value -> append(table, value));

        assertFound(LONGS, LONGS);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 10, 64, 1_000_000_000})
    void theLeastNumbersAreFoundOnceTheColumnIsWidened(int width) {
        Table table = create(Types.IntegerType.get(), width);
        LongStream.of(INTS).forEach(value -> append(table, (int) value));
        assertFound(INTS, INTS);

        table.updateSchema().updateColumn("x", Types.LongType.get()).commit();
        LongStream.of(LONGS).forEach(value -> append(table, value));

        assertFound(LongStream.concat(LongStream.of(INTS), LongStream.of(LONGS)).toArray(), LONGS);
    }

    @Test
    void otherNumbersAreStillPruned() {
        Table table = create(Types.LongType.get(), 10);
        LongStream.range(0, 10).forEach(value -> append(table, value * 10));
        ScanMetrics metrics = new ScanMetrics();

        Rows rows = Rows.of(TableScan.of(lake.pin("t"))
                .filter(Expressions.lessThan("x", 25L))
                .open(scope.context(), metrics));

        assertThat(rows.column(0)).containsExactlyInAnyOrder(0L, 10L, 20L);
        assertThat(metrics.count(Counter.MANIFESTS_SKIPPED)).isEqualTo(7);
    }
}
