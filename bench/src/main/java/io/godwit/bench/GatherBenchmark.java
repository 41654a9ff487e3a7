package io.godwit.bench;

import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.FieldVector;
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

/** Copying one value of a column from anywhere in two million rows: what a join pays for each feature of a label. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class GatherBenchmark {
    private static final int ROWS = 2_097_152;
    private static final int GATHERED = 65_536;

    /** Of {@link SeededRows#mixed}: eight bytes, or a short string. */
    @Param({"v0", "origin"})
    public String column;

    /** Whether rows are wanted in the order in which they lie, or in none. */
    @Param({"true", "false"})
    public boolean ascending;

    private BenchContext bench;
    private StoredBatches rows;
    private List<FieldVector> sources;
    private long[] locations;

    @Setup
    public void fill() {
        bench = new BenchContext(1);
        rows = SeededRows.mixed(bench.allocator(), ROWS);
        sources = rows.batches().stream().map(batch -> batch.getVector(column)).toList();
        int batchRows = sources.get(0).getValueCount();
        var wanted = new Random(20261125).ints(GATHERED, 0, ROWS);
        locations = (ascending ? wanted.sorted() : wanted)
                .mapToLong(row -> RowLocations.of(row / batchRows, row % batchRows))
                .toArray();
    }

    @TearDown
    public void release() {
        rows.close();
        bench.close();
    }

    @Benchmark
    @OperationsPerInvocation(GATHERED)
    public int gather() {
        try (FieldVector target = sources.get(0).getField().createVector(bench.allocator())) {
            GatherRows.gather(sources, locations, 0, GATHERED, target);
            return target.getValueCount();
        }
    }
}
