package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.PinnedTable;
import io.godwit.planner.scan.FaultyLine.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong between here and object storage is tried again, and when it stays wrong is an error that says what to do; never a
 * short result, a hang or memory that is not given back (closing the scope checks that).
 */
class StorageFaultsTest {
    private static final Schema SCHEMA =
            new Schema(required(1, "id", Types.LongType.get()), optional(2, "text", Types.StringType.get()));
    private static final int ROWS = 3_000;

    @TempDir
    static Path directory;

    private static ObjectStorage storage;
    private static TestLake lake;
    private static int tables;

    private QueryScope scope;
    private String name;
    private DataFile file;

    @BeforeAll
    static void start() {
        storage = ObjectStorage.in(directory);
        lake = new TestLake(directory, storage.properties());
    }

    @AfterAll
    static void stop() {
        lake.close();
        storage.close();
    }

    @BeforeEach
    void open() {
        scope = new QueryScope();
        name = "t" + tables++;
        Table table = lake.create(name, SCHEMA);
        file = TestLake.append(table, TestLake.ids(SCHEMA, 0, ROWS));
        TestLake.deletePositions(table, file, 7);
    }

    @AfterEach
    void close() {
        storage.line().fail(Fault.BUSY, "", 0);
        scope.close();
    }

    private List<Object> read() {
        BatchStream stream = TableScan.of(lake.pin(name)).open(scope.context());
        return Rows.of(stream).column(0);
    }

    private static String lastPart(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static String deleteFile(PinnedTable table) throws IOException {
        try (CloseableIterable<FileScanTask> tasks = table.table().newScan().planFiles()) {
            return tasks.iterator().next().deletes().get(0).location();
        }
    }

    static Stream<Arguments> faultsAndPlaces() {
        return Stream.concat(
                Stream.of(Fault.values()).map(fault -> Arguments.of(fault, "/data/")),
                Stream.of(
                        Arguments.of(Fault.BUSY, "-m0.avro"),
                        Arguments.of(Fault.RESET, "-m0.avro"),
                        Arguments.of(Fault.SHORT, "-m0.avro"),
                        Arguments.of(Fault.CUT, ".metadata.json")));
    }

    @ParameterizedTest
    @MethodSource("faultsAndPlaces")
    void answersThatFailTwiceAreAskedForAgain(Fault fault, String place) {
        storage.line().fail(fault, place, 2);
        assertThat(read()).hasSize(ROWS - 1).doesNotContain(7L);
        assertThat(storage.line().faultsLeft()).isZero();
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = "SHORT", mode = EnumSource.Mode.EXCLUDE)
    void dataThatStaysUnreachableIsAnErrorThatSaysWhatToDo(Fault fault) {
        TableScan scan = TableScan.of(lake.pin(name));
        storage.line().fail(fault, lastPart(file.location()), Integer.MAX_VALUE);

        assertThatThrownBy(() -> Rows.of(scan.open(scope.context())))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining(file.location())
                .hasMessageMatching("(?s).*Reading \\d+ bytes at \\d+ .*")
                .hasMessageMatching("(?s).*(4 attempts|Attempt Count: 4).*")
                .hasMessageContaining("run the query again");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SILENCE", "RESET"})
    void deletesThatStayUnreachableAreNoRowsButAnError(Fault fault) throws IOException {
        TableScan scan = TableScan.of(lake.pin(name));
        String deletes = deleteFile(scan.table());
        storage.line().fail(fault, lastPart(deletes), Integer.MAX_VALUE);

        assertThatThrownBy(() -> Rows.of(scan.open(scope.context())))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining(deletes)
                .hasMessageContaining("run the query again");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"BUSY", "STALL"})
    void manifestsThatStayUnreachableAreAnErrorThatNamesTheTable(Fault fault) {
        TableScan scan = TableScan.of(lake.pin(name));
        storage.line().fail(fault, "-m0.avro", Integer.MAX_VALUE);

        assertThatThrownBy(() -> Rows.of(scan.open(scope.context())))
                .isInstanceOfSatisfying(
                        GodwitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("lake.shop." + name)
                .hasMessageContaining("run the query again");
    }
}
