package io.godwit.planner.temporary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameStoreTest {
    private static final Instant START = Instant.parse("2013-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final BufferAllocator root = new RootAllocator();
    private final BufferAllocator queryAllocator = root.newChildAllocator("query", 0, Long.MAX_VALUE);
    private final SettableClock clock = new SettableClock();

    @AfterEach
    void nothingLeaks() {
        queryAllocator.close();
        root.close();
    }

    @Test
    void frameComesBackInUploadOrder() {
        try (FrameStore store = inMemory()) {
            Frame frame = create(store.newSession(), "Labels", 3, 1, 2);
            assertThat(frame.rowCount()).isEqualTo(3);
            assertThat(rows(frame)).containsExactly(List.of(3L), List.of(1L), List.of(2L));
        }
    }

    @Test
    void nameIgnoresCase() {
        try (FrameStore store = inMemory()) {
            SessionFrames session = store.newSession();
            create(session, "Labels", 1);
            assertThat(session.find("LABELS")).isPresent();
            assertThatThrownBy(() -> create(session, "labels", 1))
                    .isInstanceOf(GodwitException.class)
                    .extracting(e -> ((GodwitException) e).code())
                    .isEqualTo(ErrorCode.ALREADY_EXISTS);
        }
    }

    @Test
    void idDependsOnContentAndOrderAlone() {
        try (FrameStore one = inMemory();
                FrameStore other = new FrameStore(root, 0, directory, clock)) {
            String id = create(one.newSession(), "a", 1, 2, 3).id();
            assertThat(create(other.newSession(), "b", 1, 2, 3).id()).isEqualTo(id);
            assertThat(create(one.newSession(), "c", 3, 2, 1).id()).isNotEqualTo(id);
        }
    }

    @Test
    void batchBordersDoNotChangeTheId() {
        try (FrameStore store = inMemory();
                BatchStream two = Uploads.of(batch(1, 2), batch(3))) {
            SessionFrames session = store.newSession();
            Frame frame = session.create(context(), "a", two);
            assertThat(create(session, "b", 1, 2, 3).id()).isEqualTo(frame.id());
        }
    }

    @Test
    void beyondTheMemoryLimitRowsGoToAFile() throws IOException {
        try (FrameStore store = new FrameStore(root, 0, directory, clock);
                BatchStream upload = Uploads.of(batch(5, 6), batch(), batch(7))) {
            SessionFrames session = store.newSession();
            Frame frame = session.create(context(), "labels", upload);
            assertThat(files()).isEqualTo(1);
            assertThat(rows(frame)).containsExactly(List.of(5L), List.of(6L), List.of(7L));
            session.close();
            assertThat(files()).isZero();
        }
    }

    @Test
    void uploadThatFailsLeavesNothing() throws IOException {
        try (FrameStore store = new FrameStore(root, 0, directory, clock);
                BatchStream failing = new FailingUpload(batch(1))) {
            SessionFrames session = store.newSession();
            assertThatThrownBy(() -> session.create(context(), "labels", failing))
                    .hasMessage("the client went away");
            assertThat(session.all()).isEmpty();
            assertThat(files()).isZero();
        }
    }

    @Test
    void uploadIntoAnEndedSessionIsFreed() {
        try (FrameStore store = inMemory()) {
            SessionFrames session = store.newSession();
            session.close();
            assertThatThrownBy(() -> create(session, "labels", 1)).hasMessageContaining("session ended");
        }
    }

    @Test
    void frameLivesUntilItsSessionDropsItAndItsLastTicketExpires() {
        try (FrameStore store = inMemory()) {
            SessionFrames session = store.newSession();
            Frame frame = create(session, "labels", 1, 2);
            store.lease(List.of(frame.id()), START.plusSeconds(60));
            session.drop("labels");

            TemporaryTables ticket = store.ticketFrames(Map.of("labels", frame.id()));
            assertThat(rows(ticket.find("Labels").orElseThrow())).hasSize(2);

            clock.advance(Duration.ofSeconds(61));
            store.removeExpired();
            assertThatThrownBy(() -> store.ticketFrames(Map.of("labels", frame.id())))
                    .hasMessageContaining("upload it again");
        }
    }

    @Test
    void streamSurvivesItsFrame() {
        for (long limit : new long[] {0, Long.MAX_VALUE}) {
            try (FrameStore store = new FrameStore(root, limit, directory, clock)) {
                SessionFrames session = store.newSession();
                Frame frame = create(session, "labels", 1, 2);
                try (BatchStream stream = frame.read(context(), List.of(0))) {
                    session.drop("labels");
                    assertThat(rows(stream)).containsExactly(List.of(1L), List.of(2L));
                }
            }
        }
    }

    @Test
    void sameContentIsKeptOnce() {
        try (FrameStore store = inMemory()) {
            create(store.newSession(), "a", 1, 2, 3);
            long once = root.getAllocatedMemory();
            SessionFrames second = store.newSession();
            create(second, "b", 1, 2, 3);
            assertThat(root.getAllocatedMemory()).isEqualTo(once);
            second.close();
            assertThat(root.getAllocatedMemory()).isEqualTo(once);
        }
    }

    @Test
    void appendPutsRowsAfterThoseThere() {
        try (FrameStore store = inMemory()) {
            SessionFrames session = store.newSession();
            create(session, "labels", 1, 2);
            try (BatchStream more = numbers(3)) {
                session.append(context(), "LABELS", more);
            }
            Frame appended = session.find("labels").orElseThrow();
            assertThat(rows(appended)).containsExactly(List.of(1L), List.of(2L), List.of(3L));
            assertThat(appended.id()).isEqualTo(create(session, "b", 1, 2, 3).id());
        }
    }

    @Test
    void appendOfOtherColumnsIsRefused() {
        try (FrameStore store = inMemory();
                BatchStream other = Uploads.of(strings())) {
            SessionFrames session = store.newSession();
            create(session, "labels", 1);
            assertThatThrownBy(() -> session.append(context(), "labels", other))
                    .hasMessageContaining("n Int(64, true)")
                    .hasMessageContaining("of_a Utf8");
        }
    }

    @Test
    void appendOfOtherColumnsWithinAColumnIsRefused() {
        try (FrameStore store = inMemory();
                BatchStream numbers = Uploads.of(structure(new BigIntVector("x", root)));
                BatchStream texts = Uploads.of(structure(new VarCharVector("x", root)))) {
            SessionFrames session = store.newSession();
            session.create(context(), "labels", numbers);
            assertThatThrownBy(() -> session.append(context(), "labels", texts))
                    .hasMessageContaining("s Struct(x Int(64, true))")
                    .hasMessageContaining("s Struct(x Utf8)");
        }
    }

    @Test
    void appendedNullsAreAnnounced() {
        try (FrameStore store = inMemory();
                BatchStream numbers = Uploads.of(notNull(1));
                BatchStream more = numbers(2)) {
            SessionFrames session = store.newSession();
            Frame frame = session.create(context(), "labels", numbers);
            assertThat(frame.schema().findField("n").isNullable()).isFalse();
            Frame appended = session.append(context(), "labels", more);
            assertThat(appended.schema().findField("n").isNullable()).isTrue();
            assertThat(rows(appended)).containsExactly(List.of(1L), List.of(2L));
        }
    }

    private VectorSchemaRoot structure(FieldVector child) {
        StructVector struct = new StructVector("s", root, FieldType.nullable(ArrowType.Struct.INSTANCE), null);
        struct.initializeChildrenFromFields(List.of(child.getField()));
        struct.setValueCount(0);
        return VectorSchemaRoot.of(struct);
    }

    private VectorSchemaRoot notNull(long value) {
        BigIntVector vector = new BigIntVector("n", FieldType.notNullable(new ArrowType.Int(64, true)), root);
        vector.setSafe(0, value);
        vector.setValueCount(1);
        return VectorSchemaRoot.of(vector);
    }

    @Test
    void replaceTakesThePlaceOfTheFormer() {
        try (FrameStore store = inMemory();
                BatchStream upload = numbers(9)) {
            SessionFrames session = store.newSession();
            create(session, "labels", 1);
            session.replace(context(), "Labels", upload);
            assertThat(session.all()).hasSize(1);
            assertThat(rows(session.find("labels").orElseThrow())).containsExactly(List.of(9L));
        }
    }

    @Test
    void columnsMayBeReadInAnyOrderAndTwice() {
        try (FrameStore store = inMemory();
                BatchStream upload = Uploads.of(strings())) {
            Frame frame = store.newSession().create(context(), "labels", upload);
            try (BatchStream stream = frame.read(context(), List.of(3, 0, 3))) {
                assertThat(rows(stream)).containsExactly(List.of("x", "a", "x"), Arrays.asList(null, null, null));
            }
        }
    }

    @Test
    void partsOfKeptRowsAreTheWhole() throws IOException {
        for (long memory : new long[] {Long.MAX_VALUE, 0}) {
            try (FrameStore store = new FrameStore(root, memory, directory, clock);
                    BatchStream result = Uploads.of(batch(0, 1, 2), batch(), batch(3), batch(4, 5, 6, 7, 8), batch());
                    KeptRows kept = store.keep(context(), result)) {
                assertThat(kept.rowCount()).isEqualTo(9);
                assertThat(files()).isEqualTo(memory == 0 ? 1 : 0);
                for (int count = 1; count < 12; count++) {
                    List<List<Object>> all = new ArrayList<>();
                    for (int index = 0; index < count; index++) {
                        all.addAll(drained(kept.read(context(), new Shard(index, count, null))));
                    }
                    assertThat(all)
                            .isEqualTo(LongStream.range(0, 9)
                                    .mapToObj(List::<Object>of)
                                    .toList());
                }
            }
            assertThat(files()).isZero();
        }
    }

    @Test
    void shuffledPartsOfKeptRowsAreOneOrderHoweverManyReadIt() throws IOException {
        long[] numbers = LongStream.range(0, 1000).toArray();
        Shard.Shuffle shuffle = new Shard.Shuffle(42, 3);
        for (long memory : new long[] {Long.MAX_VALUE, 0}) {
            try (FrameStore store = new FrameStore(root, memory, directory, clock);
                    BatchStream result = Uploads.of(
                            batch(Arrays.copyOf(numbers, 100)), batch(Arrays.copyOfRange(numbers, 100, 1000)));
                    KeptRows kept = store.keep(context(), result)) {
                List<List<Object>> whole = drained(kept.read(context(), new Shard(0, 1, shuffle)));
                assertThat(whole).hasSize(1000).doesNotHaveDuplicates();
                List<List<Object>> parts = new ArrayList<>();
                for (int index = 0; index < 3; index++) {
                    parts.addAll(drained(kept.read(context(), new Shard(index, 3, shuffle))));
                }
                assertThat(parts).isEqualTo(whole);
            }
        }
    }

    @Test
    void whoReadsKeptRowsReadsThemToTheEnd() throws IOException {
        for (long memory : new long[] {Long.MAX_VALUE, 0}) {
            try (FrameStore store = new FrameStore(root, memory, directory, clock);
                    BatchStream result = Uploads.of(batch(1, 2), batch(3))) {
                KeptRows kept = store.keep(context(), result);
                BatchStream reading = kept.read(context(), new Shard(0, 1, new Shard.Shuffle(1, 1)));
                kept.close();
                assertThat(kept.read(context(), Shard.WHOLE)).isNull();
                assertThat(drained(reading)).containsExactly(List.of(1L), List.of(2L), List.of(3L));
                assertThat(files()).isZero();
            }
        }
    }

    @Test
    void keptRowsGoWithTheStore() throws IOException {
        for (long memory : new long[] {Long.MAX_VALUE, 0}) {
            FrameStore store = new FrameStore(root, memory, directory, clock);
            try (BatchStream result = Uploads.of(batch(1, 2), batch(3))) {
                store.keep(context(), result);
            }
            store.close();
            assertThat(files()).isZero();
        }
    }

    private FrameStore inMemory() {
        return new FrameStore(root, Long.MAX_VALUE, directory, clock);
    }

    private Frame create(SessionFrames session, String name, long... values) {
        try (BatchStream upload = numbers(values)) {
            return session.create(context(), name, upload);
        }
    }

    private BatchStream numbers(long... values) {
        return Uploads.of(batch(values));
    }

    private VectorSchemaRoot batch(long... values) {
        BigIntVector vector = new BigIntVector("n", root);
        vector.allocateNew(values.length);
        for (int row = 0; row < values.length; row++) {
            vector.set(row, values[row]);
        }
        vector.setValueCount(values.length);
        return VectorSchemaRoot.of(vector);
    }

    private VectorSchemaRoot strings() {
        List<FieldVector> vectors = new ArrayList<>();
        for (String value : List.of("a", "b", "c", "x")) {
            VarCharVector vector = new VarCharVector("of_" + value, root);
            vector.setSafe(0, value.getBytes(StandardCharsets.UTF_8));
            vector.setNull(1);
            vector.setValueCount(2);
            vectors.add(vector);
        }
        return new VectorSchemaRoot(vectors);
    }

    private List<List<Object>> rows(Frame frame) {
        List<Integer> all = new ArrayList<>();
        for (int column = 0; column < frame.schema().getFields().size(); column++) {
            all.add(column);
        }
        try (BatchStream stream = frame.read(context(), all)) {
            return rows(stream);
        }
    }

    private static List<List<Object>> drained(BatchStream stream) {
        try (stream) {
            return rows(stream);
        }
    }

    private static List<List<Object>> rows(BatchStream stream) {
        List<List<Object>> rows = new ArrayList<>();
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                for (int row = 0; row < owned.getRowCount(); row++) {
                    int at = row;
                    rows.add(new ArrayList<>(owned.getFieldVectors().stream()
                            .map(vector -> plain(vector.getObject(at)))
                            .toList()));
                }
            }
        }
        return rows;
    }

    private static Object plain(Object value) {
        return value instanceof Text text ? text.toString() : value;
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    private ExecutionContext context() {
        return new ExecutionContext(
                "test",
                new Cancellation(),
                queryAllocator,
                new MemoryLease(Long.MAX_VALUE),
                new SpillDirectory(directory.resolve("query")),
                new Workers(ForkJoinPool.commonPool(), ForkJoinPool.commonPool()),
                clock);
    }

    private static final class FailingUpload implements BatchStream {
        private final BatchStream first;

        FailingUpload(VectorSchemaRoot batch) {
            this.first = Uploads.of(batch);
        }

        @Override
        public Schema schema() {
            return first.schema();
        }

        @Override
        public VectorSchemaRoot next() {
            VectorSchemaRoot batch = first.next();
            if (batch == null) {
                throw new GodwitException(ErrorCode.CANCELLED, "the client went away");
            }
            return batch;
        }

        @Override
        public void close() {
            first.close();
        }
    }

    private static final class SettableClock extends Clock {
        private Instant now = START;

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
