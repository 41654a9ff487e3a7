package io.godwit.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.physical.PhysicalPlanner;
import io.godwit.planner.sql.SqlLake;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.planner.temporary.TemporaryTables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.view.ViewBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCacheTest {
    private static final String STOCK = "SELECT id FROM stock ORDER BY id";
    private static final Instant LATER = Instant.parse("2013-06-02T00:00:00Z");

    @TempDir
    Path directory;

    private SqlLake lake;

    @BeforeEach
    void open() {
        lake = new SqlLake(directory);
        lake.createTable("shop.stock", "SELECT * FROM (VALUES (1), (2)) AS t (id)");
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void aStatementIsPlannedOnceWhileItsTablesStay() {
        PreparedQuery first = lake.prepare(STOCK);
        lake.lake().setNow(LATER);
        PreparedQuery second = lake.prepare(STOCK);

        assertThat(plan(second)).isSameAs(plan(first));
        assertThat(second.pins().tables()).isEqualTo(first.pins().tables());
        assertThat(second.pins().instant()).isEqualTo(LATER);
    }

    @Test
    void aCancelledStatementIsNotPlannedOn() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "The client has had enough"));

        assertThatThrownBy(() -> lake.planner().prepare(lake.lake().context(cancellation), STOCK, lake.statement()))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("had enough");
        assertThat(lake.rows(STOCK)).containsExactly("id", "1", "2");
    }

    @Test
    void afterACancelNoFurtherNameIsLookedUp() {
        Cancellation cancellation = new Cancellation();
        AtomicInteger lookedUp = new AtomicInteger();
        TemporaryTables cancelling = new TemporaryTables() {
            @Override
            public Optional<Frame> find(String name) {
                if (lookedUp.incrementAndGet() == 3) {
                    cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "The client has had enough"));
                }
                return Optional.empty();
            }

            @Override
            public Collection<Frame> all() {
                return List.of();
            }
        };
        StatementContext statement =
                new StatementContext("local", "", "lake", List.of("shop"), ZoneOffset.UTC, Map.of(), cancelling, null);
        String unions = String.join(" UNION ALL ", Collections.nCopies(50, "SELECT id FROM stock"));

        assertThatThrownBy(() -> lake.planner().prepare(lake.lake().context(cancellation), unions, statement))
                .hasMessageContaining("had enough");
        assertThat(lookedUp).hasValue(3);
    }

    @Test
    void aCancelledStatementGetsNoOtherOperators() {
        PlannedQuery planned = (PlannedQuery) lake.prepare(STOCK);
        Cancellation cancellation = new Cancellation();
        PhysicalPlanner planner = planned.planner().until(cancellation);
        planner.plan(planned.plan(), planned.schema());
        cancellation.cancel(new GodwitException(ErrorCode.CANCELLED, "The client has had enough"));

        assertThatThrownBy(() -> planner.plan(planned.plan(), planned.schema())).hasMessageContaining("had enough");
        planned.planner().plan(planned.plan(), planned.schema());
    }

    @Test
    void aStatementAskedAgainReadsNoManifest() {
        String sql = "EXPLAIN ANALYZE SELECT id FROM stock WHERE id > 1";

        assertThat(lake.rows(sql)).anyMatch(line -> line.contains("manifests_read=1"));
        assertThat(lake.rows(sql))
                .noneMatch(line -> line.contains("manifests_read"))
                .anyMatch(line -> line.contains("data_files_planned=1"));
        assertThat(lake.rows("SELECT id FROM stock WHERE id > 1")).containsExactly("id", "2");
        lake.append("shop.stock", "SELECT * FROM (VALUES (3)) AS t (id)");
        assertThat(lake.rows("SELECT id FROM stock WHERE id > 1 ORDER BY id")).containsExactly("id", "2", "3");
    }

    @Test
    void aCommitIsSeenAtOnce() {
        lake.prepare(STOCK);
        lake.append("shop.stock", "SELECT * FROM (VALUES (3)) AS t (id)");

        assertThat(lake.rows(STOCK)).containsExactly("id", "1", "2", "3");
    }

    @Test
    void aRenamedColumnIsSeenAtOnceThoughTheSnapshotStays() {
        lake.prepare("SELECT * FROM stock");
        lake.renameColumn("shop.stock id number");

        assertThat(lake.rows("SELECT * FROM stock ORDER BY 1")).containsExactly("number", "1", "2");
        assertThatThrownBy(() -> lake.prepare(STOCK)).hasMessageContaining("id");
    }

    @Test
    void aDroppedTableIsNotFoundAndSaysWhereItStands() {
        lake.prepare(STOCK);
        lake.lake().catalog().dropTable(TableIdentifier.of("shop", "stock"));

        assertThatThrownBy(() -> lake.prepare(STOCK)).hasMessageContaining("line 1, column 16");
    }

    @Test
    void whatChangesAPlanIsPartOfItsKey() {
        StatementContext base = lake.statement();
        RelNode plan = plan(lake.planner().prepare(lake.context(), STOCK, base));
        lake.createTable("other.stock", "SELECT * FROM (VALUES (7)) AS t (id)");

        List<StatementContext> others = List.of(
                statement("mallory", "", "shop", ZoneOffset.UTC, Map.of()),
                statement("local", "2", "shop", ZoneOffset.UTC, Map.of()),
                statement("local", "", "other", ZoneOffset.UTC, Map.of()),
                statement("local", "", "shop", ZoneId.of("Asia/Tokyo"), Map.of()),
                statement("local", "", "shop", ZoneOffset.UTC, Map.of("null_order", "last")));

        for (StatementContext other : others) {
            assertThat(plan(lake.planner().prepare(lake.context(), STOCK, other)))
                    .isNotSameAs(plan);
        }
    }

    private static StatementContext statement(
            String principal, String policyVersion, String namespace, ZoneId zone, Map<String, String> options) {
        return new StatementContext(
                principal, policyVersion, "lake", List.of(namespace), zone, options, TemporaryTables.NONE, null);
    }

    @Test
    void framesOfOneSessionAreNotThoseOfAnother() {
        assertThat(lake.rows(STOCK)).containsExactly("id", "1", "2");
        try (FrameStore store = new FrameStore(
                        lake.lake().allocator(),
                        1 << 20,
                        directory.resolve("other"),
                        lake.lake().clock());
                SessionFrames mine = store.newSession();
                SessionFrames theirs = store.newSession()) {
            upload(mine, "SELECT 10 AS id");
            upload(theirs, "SELECT 20 AS id");

            for (int repetition = 0; repetition < 2; repetition++) {
                assertThat(rows(mine)).containsExactly("id", "10");
                assertThat(rows(theirs)).containsExactly("id", "20");
                assertThat(lake.rows(STOCK)).containsExactly("id", "1", "2");
            }

            mine.drop("stock");
            assertThat(rows(mine)).containsExactly("id", "1", "2");
            upload(mine, "SELECT 30 AS id");
            assertThat(rows(mine)).containsExactly("id", "30");
        }
    }

    private void upload(SessionFrames session, String sql) {
        try (BatchStream rows = lake.prepare(sql).execute(lake.context(), Parameters.NONE)) {
            session.replace(lake.context(), "stock", rows);
        }
    }

    private List<String> rows(SessionFrames session) {
        StatementContext statement =
                new StatementContext("local", "", "lake", List.of("shop"), ZoneOffset.UTC, Map.of(), session, null);
        return lake.rows(lake.planner().prepare(lake.context(), STOCK, statement), Parameters.NONE);
    }

    @Test
    void whatDependsOnThePresentIsPlannedEachTime() {
        String now = "SELECT CURRENT_TIMESTAMP AS t";
        String ofNow = "SELECT count(*) AS n FROM stock FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP - INTERVAL '1' HOUR";
        long written = lake.lake()
                .catalog()
                .loadTable(TableIdentifier.of("shop", "stock"))
                .currentSnapshot()
                .timestampMillis();
        lake.lake().setNow(Instant.ofEpochMilli(written));
        List<String> before = lake.rows(now);
        assertThatThrownBy(() -> lake.prepare(ofNow)).hasMessageContaining("no snapshot as old as");

        lake.lake().setNow(Instant.ofEpochMilli(written).plusSeconds(3600));
        assertThat(lake.rows(now)).isNotEqualTo(before);
        assertThat(lake.rows(ofNow)).containsExactly("n", "2");

        lake.lake().setNow(Instant.ofEpochMilli(written));
        assertThatThrownBy(() -> lake.prepare(ofNow)).hasMessageContaining("no snapshot as old as");
    }

    @Test
    void aViewThatIsReplacedIsAnotherStatement() {
        view().withQuery("godwit", "SELECT * FROM stock WHERE id = 1").create();
        PreparedQuery first = lake.prepare("SELECT * FROM few");
        assertThat(plan(lake.prepare("SELECT * FROM few"))).isSameAs(plan(first));

        view().withQuery("godwit", "SELECT * FROM stock WHERE id = 2").replace();

        assertThat(lake.rows("SELECT * FROM few")).containsExactly("id", "2");
    }

    private ViewBuilder view() {
        return ((ViewCatalog) lake.lake().catalog())
                .buildView(TableIdentifier.of("shop", "few"))
                .withSchema(lake.lake().table("stock").schema())
                .withDefaultNamespace(Namespace.of("shop"));
    }

    @Test
    void rowsThatAreMadeAnewAreNotKept() {
        String tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'shop' ORDER BY 1";
        assertThat(lake.rows(tables)).containsExactly("table_name", "stock");
        lake.createTable("shop.more", "SELECT 1 AS id");

        assertThat(lake.rows(tables)).containsExactly("table_name", "more", "stock");
    }

    @Test
    void onePlanServesManyThreadsEachWithItsOwnParameters() {
        String byId = "SELECT id FROM stock WHERE id = ? OR id + 1 = ?";
        lake.prepare(byId);

        List<List<String>> answers = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> {
                    int id = 1 + i % 2;
                    return lake.rows(lake.prepare(byId), new Parameters(List.of(id, id + 1)));
                })
                .toList();

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).containsExactly("id", String.valueOf(1 + i % 2));
        }
    }

    private static RelNode plan(PreparedQuery query) {
        return ((PlannedQuery) query).plan();
    }
}
