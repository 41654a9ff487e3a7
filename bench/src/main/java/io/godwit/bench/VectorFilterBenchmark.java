package io.godwit.bench;

import static org.apache.iceberg.types.Types.NestedField.required;

import io.godwit.planner.scan.filter.VectorFilter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Asking decoded rows whether they pass. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class VectorFilterBenchmark {
    private static final int ROWS = 65_536;
    private static final Schema SCHEMA = new Schema(
            required(1, "row_id", Types.LongType.get()),
            required(2, "v0", Types.DoubleType.get()),
            required(3, "origin", Types.StringType.get()));

    @Param({"half of the doubles", "one of the strings", "both"})
    public String filter;

    private BenchContext bench;
    private StoredBatches rows;
    private VectorFilter compiled;
    private List<FieldVector> columns;
    private int[] all;

    @Setup
    public void fill() {
        bench = new BenchContext(1);
        rows = SeededRows.mixed(bench.allocator(), ROWS);
        compiled = VectorFilter.compile(expression(filter), SCHEMA);
        VectorSchemaRoot batch = rows.batches().get(0);
        columns = compiled.columns().columns().stream()
                .map(column -> batch.getVector(column.name()))
                .toList();
        all = IntStream.range(0, ROWS).toArray();
    }

    private static Expression expression(String filter) {
        Expression doubles = Expressions.lessThan("v0", 0.0);
        Expression strings = Expressions.equal("origin", "500");
        return switch (filter) {
            case "half of the doubles" -> doubles;
            case "one of the strings" -> strings;
            default -> Expressions.and(doubles, strings);
        };
    }

    @TearDown
    public void release() {
        rows.close();
        bench.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int select() {
        return compiled.select(columns, all.clone(), ROWS);
    }
}
