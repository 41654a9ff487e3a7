package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.PreparedQuery;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** From SQL text to a plan that could run, tables bound to their snapshots. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class PlanningBenchmark {
    /** Feature tables joined point-in-time; with none it is a filter over one table. */
    @Param({"0", "1", "5", "25"})
    public int featureTables;

    private BenchContext bench;
    private LakePlanner planner;
    private ExecutionContext query;
    private String sql;

    @Setup
    public void open() {
        bench = new BenchContext(1);
        query = bench.newQuery();
        planner = new LakePlanner();
        sql = featureTables == 0 ? "SELECT row_id, v0 FROM bench.flat WHERE bucket < 100" : pointInTime(featureTables);
    }

    @TearDown
    public void release() {
        planner.close();
        query.allocator().close();
        bench.close();
    }

    @Benchmark
    public PreparedQuery plan() {
        return planner.prepare(query, sql);
    }

    private static String pointInTime(int tables) {
        String columns = IntStream.rangeClosed(1, tables)
                .mapToObj(table -> IntStream.range(0, 10)
                        .mapToObj(column -> "g%d.v%d AS g%d_v%d".formatted(table, column, table, column))
                        .collect(Collectors.joining(", ")))
                .collect(Collectors.joining(", "));
        String joins = IntStream.rangeClosed(1, tables)
                .mapToObj(table ->
                        " LEFT ASOF JOIN bench.group%02d AS g%d MATCH_CONDITION g%d.event_time <= l.event_time ON g%d.entity = l.entity"
                                .formatted(table, table, table, table))
                .collect(Collectors.joining());
        return "SELECT l.entity, l.event_time, " + columns + " FROM bench.flat AS l" + joins;
    }
}
