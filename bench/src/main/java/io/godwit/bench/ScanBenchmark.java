package io.godwit.bench;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.Parameters;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Decoding and filtering a table of the lake, without a wire. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class ScanBenchmark {
    @Param({
        "SELECT * FROM bench.flat",
        "SELECT row_id, v0, v1 FROM bench.flat WHERE bucket < 1000",
        "SELECT row_id, v0, v1 FROM bench.flat WHERE bucket < 1"
    })
    public String sql;

    @Param({"1", "2"})
    public int threads;

    private BenchContext bench;
    private LakePlanner planner;

    @Setup
    public void open() {
        bench = new BenchContext(threads);
        planner = new LakePlanner();
    }

    @TearDown
    public void release() {
        planner.close();
        bench.close();
    }

    @Benchmark
    public long scan() {
        ExecutionContext query = bench.newQuery();
        BufferAllocator memory = query.allocator();
        try (memory;
                BatchStream rows = planner.prepare(query, sql).execute(query, Parameters.NONE)) {
            return rowsOf(rows);
        }
    }

    private static long rowsOf(BatchStream stream) {
        long rows = 0;
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                rows += owned.getRowCount();
            }
        }
        return rows;
    }
}
