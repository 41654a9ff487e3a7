package io.godwit.bench;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.PreparedQuery;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

/**
 * From SQL text to a plan that could run, tables bound to their snapshots. Names are looked up in the catalog each time; {@link
 * #lookUp} is that alone, to be subtracted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
public class PlanningBenchmark {
    private static final Pattern TABLE = Pattern.compile("bench\\.\\w+");
    private static final String EIGHT_TABLES = """
            SELECT n2.n_name, sum(l_extendedprice * (1 - l_discount)) AS volume
            FROM bench.part, bench.supplier, bench.lineitem, bench.orders, bench.customer, bench.nation AS n1,
              bench.nation AS n2, bench.region
            WHERE p_partkey = l_partkey AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey
              AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA'
              AND s_nationkey = n2.n_nationkey AND o_orderdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31'
            GROUP BY n2.n_name ORDER BY volume""";

    /** A row of one table; point-in-time joins of labels with as many feature tables; TPC-H's join of eight tables. */
    @Param({"point", "asof1", "asof5", "asof25", "tpch8"})
    public String question;

    private BenchContext bench;
    private LakePlanner planner;
    private ExecutionContext query;
    private String sql;
    private List<String> tables;
    private long statements;

    @Setup
    public void open() {
        bench = new BenchContext(1);
        query = bench.newQuery();
        planner = new LakePlanner();
        sql = sqlOf(question);
        tables = TABLE.matcher(sql).results().map(MatchResult::group).toList();
    }

    @TearDown
    public void release() {
        planner.close();
        query.allocator().close();
        bench.close();
    }

    /** A statement planned before. */
    @Benchmark
    public PreparedQuery hit() {
        return planner.prepare(query, sql);
    }

    /** A statement nobody asked before, in a planner that has planned its like. */
    @Benchmark
    public PreparedQuery miss() {
        return planner.prepare(query, sql + " -- " + statements++);
    }

    /** What the catalog and its metadata files take of both. */
    @Benchmark
    public int lookUp() {
        int found = 0;
        for (String table : tables) {
            found += planner.pin(table).schema().columns().size();
        }
        return found;
    }

    private static String sqlOf(String question) {
        return switch (question) {
            case "point" -> "SELECT row_id, v0 FROM bench.flat WHERE row_id = 100";
            case "tpch8" -> EIGHT_TABLES;
            default -> pointInTime(Integer.parseInt(question.substring("asof".length())));
        };
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
