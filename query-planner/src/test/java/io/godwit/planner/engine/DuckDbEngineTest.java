package io.godwit.planner.engine;

import static io.godwit.planner.engine.EngineFixture.leaf;
import static io.godwit.planner.engine.EngineFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuckDbEngineTest {
    private static final Field COUNT = Field.notNullable("count", MinorType.BIGINT.getType());
    private static final Field N = Field.nullable("n", MinorType.BIGINT.getType());

    @TempDir
    Path directory;

    private EngineFixture fixture;

    @BeforeEach
    void openEngine() {
        fixture = new EngineFixture(directory);
    }

    @AfterEach
    void closeEngine() {
        fixture.close();
    }

    @Test
    void aggregatesOverAStream() {
        LeafStream numbers = fixture.numbers(3, 10_000);

        var rows = fixture.rows(query(
                "SELECT n % 2, sum(n), count(*) FROM numbers GROUP BY 1 ORDER BY 1",
                Map.of("numbers", leaf(numbers)),
                N,
                new Field("sum", FieldType.nullable(new ArrowType.Decimal(38, 0, 128)), null),
                COUNT));

        assertThat(rows).containsExactly(List.of("0", "224985000", "15000"), List.of("1", "225000000", "15000"));
        assertThat(numbers.isClosed()).isTrue();
    }

    @Test
    void theOrderOfTheQueryAndOfAnUnorderedLeafStays() {
        EngineQuery descending =
                query("SELECT n FROM numbers ORDER BY n DESC", Map.of("numbers", leaf(fixture.numbers(40, 5_000))), N);
        EngineQuery unordered = query("SELECT n FROM numbers", Map.of("numbers", leaf(fixture.numbers(40, 5_000))), N);

        assertThat(fixture.rows(descending)).first().isEqualTo(List.of("199999"));
        assertThat(fixture.rows(unordered))
                .isSortedAccordingTo((a, b) -> Long.compare(Long.parseLong(a.get(0)), Long.parseLong(b.get(0))));
    }

    @Test
    void aLeafWithoutColumnsCanBeCounted() {
        Schema none = new Schema(List.of());
        EngineLeaf leaf = new EngineLeaf(none, () -> new BatchStream() {
            private boolean served;

            @Override
            public Schema schema() {
                return none;
            }

            @Override
            public VectorSchemaRoot next() {
                if (served) {
                    return null;
                }
                served = true;
                VectorSchemaRoot batch = VectorSchemaRoot.create(none, fixture.allocator);
                batch.setRowCount(7);
                return batch;
            }

            @Override
            public void close() {}
        });

        assertThat(fixture.rows(query("SELECT count(*) FROM nothing", Map.of("nothing", leaf), COUNT)))
                .containsExactly(List.of("7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(DISTINCT n) + count(DISTINCT n % 3) + count(DISTINCT n % 5) + sum(n % 7) FROM numbers",
                "SELECT count(*) FROM (SELECT n % 2 AS a, n % 3 AS b, sum(n) FROM numbers GROUP BY GROUPING SETS ((a), (b), (a, b), ()))",
                "SELECT count(*) FROM (SELECT n % 2 AS a, count(DISTINCT n), count(DISTINCT n % 3) FROM numbers GROUP BY ROLLUP (a))",
                "SELECT count(*) FROM (SELECT n, sum(n) OVER (PARTITION BY n % 3), rank() OVER (ORDER BY n % 2) FROM numbers)",
                "SELECT count(*) FROM (SELECT n, max(n) OVER (PARTITION BY n % 3) AS m FROM numbers QUALIFY n = m)",
                "SELECT count(*) FROM (SELECT n FROM numbers WHERE n > 10 ORDER BY n DESC LIMIT 5 OFFSET 2)",
                "SELECT median(n) + quantile_cont(n, 0.5) FROM numbers",
                "WITH t AS (SELECT n % 10 AS k, sum(n) AS s FROM numbers GROUP BY 1) SELECT count(*) FROM t a JOIN t b ON a.k = b.k",
            })
    void aLeafIsScannedOnce(String sql) {
        assertThat(fixture.rows(query(sql, Map.of("numbers", leaf(fixture.numbers(3, 3_000))), COUNT)))
                .hasSize(1);
    }

    @Test
    void aQueryInOneThreadMayBeTheInputOfOneInAll() {
        for (int run = 0; run < 3; run++) {
            ExecutionContext context = fixture.context();
            EngineQuery inner = new EngineQuery(
                    "SELECT n FROM t",
                    Map.of("t", leaf(fixture.numbers(20, 5_000))),
                    LeafStream.SCHEMA,
                    ZoneOffset.UTC,
                    true);
            EngineLeaf inputs = new EngineLeaf(LeafStream.SCHEMA, () -> fixture.engine.execute(context, inner));
            EngineQuery outer = query("SELECT count(*) FROM (SELECT DISTINCT n FROM t)", Map.of("t", inputs), COUNT);

            try (BatchStream rows = fixture.engine.execute(context, outer)) {
                assertThat(EngineFixture.drain(rows)).containsExactly(List.of("100000"));
            }
        }
    }

    @Test
    void queriesOfTwoZonesMayBeInputsOfEachOther() {
        String asText = "strftime(to_timestamp(0), '%H')";
        ExecutionContext context = fixture.context();
        EngineQuery inner = query("SELECT " + asText + "::BIGINT", ZoneId.of("Asia/Tokyo"), N);
        EngineLeaf input = new EngineLeaf(LeafStream.SCHEMA, () -> fixture.engine.execute(context, inner));
        EngineQuery outer = query("SELECT n + 100 * " + asText + "::BIGINT FROM t", Map.of("t", input), N);

        try (BatchStream rows = fixture.engine.execute(context, outer)) {
            assertThat(EngineFixture.drain(rows)).containsExactly(List.of("9"));
        }
    }

    @Test
    void aLeafsOwnExceptionComesOut() {
        GodwitException broken = new GodwitException(ErrorCode.CORRUPT_DATA, "File a.parquet ends early");
        LeafStream numbers = new LeafStream(fixture.allocator, 5, 1000, batch -> {
            if (batch == 3) {
                throw broken;
            }
        });

        assertThatThrownBy(() -> fixture.rows(query("SELECT sum(n) FROM t", Map.of("t", leaf(numbers)), N)))
                .isSameAs(broken);
        assertThat(numbers.isClosed()).isTrue();
    }

    @Test
    void aLeafThatCannotBeOpenedSaysWhy() {
        GodwitException gone = new GodwitException(ErrorCode.FAILED_PRECONDITION, "Snapshot 1 is gone");
        EngineLeaf leaf = new EngineLeaf(LeafStream.SCHEMA, () -> {
            throw gone;
        });

        assertThatThrownBy(() -> fixture.rows(query("SELECT n FROM t", Map.of("t", leaf), N)))
                .isSameAs(gone);
    }

    @Test
    void anErrorLateInTheResultIsNotItsEnd() {
        EngineLeaf numbers = new EngineLeaf(LeafStream.SCHEMA, () -> fixture.numbers(50, 10_000));
        EngineQuery query = query(
                "SELECT CAST(CASE WHEN n = 490000 THEN 'x' ELSE '1' END AS BIGINT) FROM t", Map.of("t", numbers), N);

        assertThatThrownBy(() -> fixture.rows(query))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("Could not convert string 'x' to INT64");
    }

    @Test
    void anErrorBeforeTheFirstRowSaysWhatWentWrong() {
        EngineLeaf numbers = new EngineLeaf(LeafStream.SCHEMA, () -> fixture.numbers(10, 10_000));
        EngineQuery query = query(
                "SELECT sum(CAST(CASE WHEN n = 40000 THEN 'x' ELSE '1' END AS BIGINT)) FROM t",
                Map.of("t", numbers),
                N);

        assertThatThrownBy(() -> fixture.rows(query))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .hasMessageContaining("Could not convert string 'x' to INT64");
    }

    @Test
    void aValueBeyondTheAnnouncedTypeIsAnError() {
        assertThatThrownBy(() -> fixture.rows(query("SELECT 9223372036854775807::HUGEINT + 1", Map.of(), N)))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }

    @Test
    void anUnexpectedNullIsAnError() {
        assertThatThrownBy(() -> fixture.rows(query("SELECT NULL", Map.of(), COUNT)))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("count");
    }

    @Test
    void sqlThatDoesNotBindIsOurFault() {
        assertThatThrownBy(() -> fixture.rows(query("SELECT nope", Map.of(), N)))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void filesAreOutOfReach() {
        assertThatThrownBy(() -> fixture.rows(query("SELECT 1 FROM read_csv('/etc/passwd')", Map.of(), N)))
                .hasMessageContaining("disabled by configuration");
    }

    @Test
    void aLeafThatIsNeverScannedIsReleased() {
        LeafStream numbers = fixture.numbers(3, 10);

        assertThat(fixture.rows(query("SELECT n FROM t WHERE false", Map.of("t", leaf(numbers)), N)))
                .isEmpty();
        assertThat(fixture.rows(query("SELECT 1", Map.of("t", leaf(numbers)), N)))
                .hasSize(1);
    }

    @Test
    void closingEarlyReleasesEverything() {
        LeafStream numbers = fixture.numbers(10_000, 1_000);
        try (BatchStream stream =
                fixture.engine.execute(fixture.context(), query("SELECT n FROM t", Map.of("t", leaf(numbers)), N))) {
            stream.next().close();
        }
        assertThat(numbers.isClosed()).isTrue();
    }

    @Test
    void closingBeforeTheFirstBatchOpensNothing() {
        EngineLeaf leaf = new EngineLeaf(LeafStream.SCHEMA, () -> {
            throw new AssertionError("opened");
        });
        fixture.engine
                .execute(fixture.context(), query("SELECT n FROM t", Map.of("t", leaf), N))
                .close();
    }

    @Test
    void anEngineQueryCanBeTheLeafOfAnother() {
        ExecutionContext context = fixture.context();
        EngineQuery inner = query("SELECT n * 2 FROM t", Map.of("t", leaf(fixture.numbers(100, 1_000))), N);
        EngineLeaf nested = new EngineLeaf(inner.schema(), () -> fixture.engine.execute(context, inner));
        EngineQuery outer = query("SELECT sum(n) FROM doubled", Map.of("doubled", nested), N);

        try (BatchStream stream = fixture.engine.execute(context, outer)) {
            assertThat(EngineFixture.drain(stream)).containsExactly(List.of("9999900000"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM range(10000000) a, range(1000000) b WHERE a.range * b.range % 1000003 = 7",
                "SELECT a.range FROM range(1000000) a, range(1000000) b WHERE hash(a.range + b.range) = 0",
            })
    void cancellingStopsTheEngineWhereverItIs(String sql) throws Exception {
        Cancellation cancellation = new Cancellation();
        CountDownLatch started = new CountDownLatch(1);
        Future<Long> stoppedNanos = fixture.threads().submit(() -> {
            try (BatchStream stream = fixture.engine.execute(fixture.context(cancellation), query(sql, Map.of(), N))) {
                started.countDown();
                assertThatThrownBy(stream::next).hasMessage("enough");
                return System.nanoTime();
            }
        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        Thread.onSpinWait();
        assertThat(stoppedNanos).isNotDone();

        long cancelled = System.nanoTime();
        cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "enough"));

        long nanos = stoppedNanos.get(10, TimeUnit.SECONDS) - cancelled;
        assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void cancellingStopsLeavesToo() throws Exception {
        Cancellation cancellation = new Cancellation();
        LeafStream endless = new LeafStream(fixture.allocator, Integer.MAX_VALUE, 1_000, batch -> {
            if (batch == 50) {
                cancellation.cancel(new GodwitException(ErrorCode.DEADLINE_EXCEEDED, "late"));
            }
        });
        try (BatchStream stream = fixture.engine.execute(
                fixture.context(cancellation), query("SELECT sum(n) FROM t", Map.of("t", leaf(endless)), N))) {
            assertThatThrownBy(stream::next).hasMessage("late");
        }
        assertThat(endless.isClosed()).isTrue();
    }

    @Test
    void aQueryWaitingForAnInstanceCanBeCancelled() throws Exception {
        try (BatchStream holder = fixture.engine.execute(fixture.context(), query("SELECT 1", Map.of(), N))) {
            holder.next().close();
            Cancellation cancellation = new Cancellation();
            try (BatchStream waiting =
                    fixture.engine.execute(fixture.context(cancellation), query("SELECT 1", Map.of(), N))) {
                Future<?> next = fixture.threads()
                        .submit(() -> assertThatThrownBy(waiting::next).hasMessage("enough"));
                cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "enough"));
                next.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aSortBeyondItsMemorySpills() {
        EngineQuery query = query(
                "SELECT count(*) FROM (SELECT n, md5(n::VARCHAR) AS h FROM t ORDER BY h LIMIT 3000000 OFFSET 1)",
                Map.of("t", new EngineLeaf(LeafStream.SCHEMA, () -> fixture.numbers(200, 10_000))),
                COUNT);

        assertThat(fixture.rows(query)).containsExactly(List.of("1999999"));
    }
}
