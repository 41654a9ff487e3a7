package io.godwit.bench;

import io.godwit.planner.digest.ContentDigest;
import io.godwit.planner.digest.TableDigest;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Digesting a row of four columns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class ContentDigestBenchmark {
    private static final int ROWS = 262_144;

    private BenchContext bench;
    private StoredBatches rows;

    @Setup
    public void fill() {
        bench = new BenchContext(1);
        rows = SeededRows.mixed(bench.allocator(), ROWS);
    }

    @TearDown
    public void release() {
        rows.close();
        bench.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public TableDigest digest() {
        ContentDigest digest = new ContentDigest(rows.schema());
        for (VectorSchemaRoot batch : rows.batches()) {
            digest.add(batch);
        }
        return digest.result();
    }
}
