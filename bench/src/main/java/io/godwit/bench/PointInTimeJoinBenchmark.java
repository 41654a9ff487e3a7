package io.godwit.bench;

import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeOffset;
import java.util.List;
import java.util.OptionalInt;
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

/** The whole join without files: index the labels, probe every feature row, carry forward, put out. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx4g", "--add-opens=java.base/java.nio=ALL-UNNAMED"})
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class PointInTimeJoinBenchmark {
    private static final int ENTITY = 0;
    private static final int TIME = 1;

    @Param({"10000", "1000000"})
    public int labelRows;

    @Param("2000000")
    public int featureRows;

    @Param("100000")
    public int keys;

    @Param({"1", "2"})
    public int threads;

    private BenchContext bench;
    private StoredBatches labels;
    private StoredBatches features;

    @Setup
    public void fill() {
        bench = new BenchContext(threads);
        labels = SeededRows.labels(bench.allocator(), labelRows, keys);
        features = SeededRows.features(bench.allocator(), featureRows, keys);
    }

    @TearDown
    public void release() {
        labels.close();
        features.close();
        bench.close();
    }

    @Benchmark
    public long join() {
        ExecutionContext query = bench.newQuery();
        BufferAllocator memory = query.allocator();
        try (memory;
                BatchStream joined = open(query)) {
            return rowsOf(joined);
        }
    }

    private BatchStream open(ExecutionContext query) {
        TimeBound atOrBefore = new TimeBound(TIME, TimeBound.Comparison.LESS_OR_EQUAL, TIME, TimeOffset.NONE, false);
        MatchCondition latest = new MatchCondition(
                TIME, OptionalInt.empty(), MatchCondition.Direction.LATEST, List.of(atOrBefore), List.of());
        FeatureJoin join = new FeatureJoin(
                "features",
                new StoredFeatures(features),
                List.of(new KeyPair(ENTITY, ENTITY)),
                latest,
                List.of(2, 3, 4),
                true);
        List<Integer> labelColumns = List.of(ENTITY, TIME);
        return PointInTimeJoin.open(query, labels.stream(query.allocator(), labelColumns), labelColumns, List.of(join));
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
