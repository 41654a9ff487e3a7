package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.file.ScanMetrics;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
    private static final Schema SCHEMA = new Schema(required(1, "id", Types.LongType.get()));
    private static final int FILES = 12;
    private static final int BATCHES_PER_FILE = 8;

    @TempDir
    Path directory;

    private final QueryScope scope = new QueryScope();
    private TestLake lake;
    private DataFile last;

    @BeforeEach
    void open() {
        lake = new TestLake(directory);
        Table table = lake.create("t", SCHEMA);
        for (int i = 0; i < FILES; i++) {
            last = TestLake.append(table, FileFormat.AVRO, null, TestLake.ids(SCHEMA, 10 * i, 10 * i + 10));
        }
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
    }

    private TableScan scan() {
        return TableScan.of(lake.pin("t"));
    }

    @Test
    void nothingElseIsReadUntilTheFirstBatchIsPassedOn() {
        ScanMetrics metrics = new ScanMetrics();
        try (BatchStream stream = scan().open(scope.context(), metrics)) {
            try (VectorSchemaRoot first = stream.next()) {
                assertThat(first.getRowCount()).isEqualTo(10);
                assertThat(metrics.count(ScanMetrics.Counter.DATA_FILES_READ)).isEqualTo(1);
                assertThat(metrics.count(ScanMetrics.Counter.BATCHES)).isEqualTo(1);
            }
            int rows = 10;
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                rows += batch.getRowCount();
                batch.close();
            }
            assertThat(rows).isEqualTo(10 * FILES);
        }
    }

    @Test
    void manifestsOfASnapshotAreReadOnceForAllOfItsRows() {
        drained(new ScanMetrics());
        ScanMetrics again = new ScanMetrics();
        drained(again);
        assertThat(again.count(ScanMetrics.Counter.MANIFESTS_READ)).isZero();
        assertThat(again.count(ScanMetrics.Counter.DATA_FILES_PLANNED)).isEqualTo(FILES);
    }

    private void drained(ScanMetrics metrics) {
        try (BatchStream stream = scan().open(scope.context(), metrics)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                batch.close();
            }
        }
    }

    @Test
    void consumerThatGoesEarlyLeavesNothingBehind() {
        BatchStream stream = scan().open(scope.context());
        try (VectorSchemaRoot first = stream.next()) {
            assertThat(first.getRowCount()).isEqualTo(10);
        }
        stream.close();
        stream.close();
    }

    @Test
    void streamThatIsNeverReadLeavesNothingBehind() {
        scan().open(scope.context()).close();
    }

    @Test
    void batchOutlivesItsStream() {
        BatchStream stream = scan().open(scope.context());
        VectorSchemaRoot first = stream.next();
        stream.close();
        try (VectorSchemaRoot kept = first) {
            assertThat(kept.getVector(0).getObject(9)).isEqualTo(9L);
        }
    }

    @Test
    void slowConsumerBoundsWhatIsReadAhead() {
        ScanMetrics metrics = new ScanMetrics();
        try (BatchStream stream = scan().open(scope.context(), metrics)) {
            try (VectorSchemaRoot first = stream.next()) {
                assertThat(first.getRowCount()).isEqualTo(10);
            }
            assertThat(metrics.count(ScanMetrics.Counter.DATA_FILES_READ))
                    .isLessThanOrEqualTo(TableScan.OPEN_TASKS + 1L);
        }
    }

    @Test
    @Timeout(60)
    void tasksOfSmallBatchesAreReadBeforeTheirTurn() throws InterruptedException {
        int all = 4 * BATCHES_PER_FILE + 1;
        assertThat(batchesReadBeforeTheThirdIsTaken(Long.MAX_VALUE, all)).isGreaterThanOrEqualTo(all);
    }

    @Test
    void withLittleMemoryEachTaskHoldsTwoBatches() throws InterruptedException {
        assertThat(batchesReadBeforeTheThirdIsTaken(4L << 20, 0)).isLessThanOrEqualTo(2L + 4 * 3);
    }

    /** Of four files of more than eight batches, 256 KiB or less each, until no more than {@code least} are read for a while. */
    private long batchesReadBeforeTheThirdIsTaken(long arrowBytes, int least) throws InterruptedException {
        Table table = lake.create("narrow", SCHEMA);
        for (int i = 0; i < 4; i++) {
            TestLake.append(table, TestLake.ids(SCHEMA, 0, BATCHES_PER_FILE * 32_768L));
        }
        ScanMetrics metrics = new ScanMetrics();
        try (QueryScope bounded =
                        new QueryScope(1L << 30, arrowBytes, directory.resolve("spill"), AllocationListener.NOOP);
                BatchStream stream = TableScan.of(lake.pin("narrow")).open(bounded.context(), metrics)) {
            stream.next().close();
            stream.next().close();
            long read = 0;
            for (int still = 0; still < 20 || read < least; still++) {
                Thread.sleep(10);
                long now = metrics.count(ScanMetrics.Counter.BATCHES);
                still = now == read ? still : 0;
                read = now;
            }
            return read;
        }
    }

    @Test
    void cancelledScanEndsWithTheReason() {
        try (BatchStream stream = scan().open(scope.context())) {
            scope.cancellation().cancel(new GodwitException(ErrorCode.CANCELLED, "the client went away"));
            assertThatThrownBy(stream::next).hasMessageContaining("the client went away");
        }
    }

    /** The listener stands where the worker asks for memory, in the midst of a batch of hundreds of pages. */
    @Test
    void afterACancelNoFurtherPageIsDecoded() {
        Table table = lake.create(
                "pages", SCHEMA, PartitionSpec.unpartitioned(), Map.of(TableProperties.PARQUET_PAGE_ROW_LIMIT, "10"));
        TestLake.append(table, TestLake.ids(SCHEMA, 0, 4000));
        AtomicReference<QueryScope> cancelled = new AtomicReference<>();
        AllocationListener cancelling = new AllocationListener() {
            @Override
            public void onPreAllocation(long size) {
                cancelled.get().cancellation().cancel(new GodwitException(ErrorCode.CANCELLED, "the client went away"));
            }
        };
        ScanMetrics metrics = new ScanMetrics();
        try (QueryScope query = new QueryScope(1L << 30, Long.MAX_VALUE, directory.resolve("spill"), cancelling)) {
            cancelled.set(query);
            try (BatchStream stream = TableScan.of(lake.pin("pages")).open(query.context(), metrics)) {
                assertThatThrownBy(stream::next).hasMessageContaining("the client went away");
            }
        }
        assertThat(metrics.count(ScanMetrics.Counter.PAGES_READ)).isLessThanOrEqualTo(1);
    }

    @Test
    @Timeout(60)
    void closingDoesNotWaitForATurnInABusyPool() {
        CountDownLatch othersDone = new CountDownLatch(1);
        Runnable busy = () -> {
            try {
                othersDone.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService pool = scope.context().workers().scans();
        pool.execute(busy);
        pool.execute(busy);

        scan().open(scope.context()).close();

        othersDone.countDown();
    }

    @Test
    void failureComesInItsPlaceAfterTheRowsBefore() throws Exception {
        java.nio.file.Files.delete(Path.of(java.net.URI.create(last.location()).getPath()));
        int rows = 0;
        try (BatchStream stream = scan().open(scope.context())) {
            for (int i = 0; i < FILES - 1; i++) {
                try (VectorSchemaRoot batch = stream.next()) {
                    rows += batch.getRowCount();
                }
            }
            assertThat(rows).isEqualTo(10 * (FILES - 1));
            assertThatThrownBy(stream::next).isInstanceOf(GodwitException.class).hasMessageContaining(last.location());
        }
    }
}
