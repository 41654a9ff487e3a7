package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** An engine of one instance, an allocator that must be empty at the end, and a query's context. */
final class EngineFixture implements AutoCloseable {
    static final long QUERY_BYTES = 256L << 20;

    final BufferAllocator allocator = new RootAllocator();
    final MemoryLease memory = new MemoryLease(QUERY_BYTES);
    final DuckDbEngine engine;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path directory;

    EngineFixture(Path directory) {
        this.directory = directory;
        this.engine = new DuckDbEngine(new DuckDbOptions(1, 2, QUERY_BYTES, directory.resolve("engine")));
    }

    ExecutionContext context() {
        return context(new Cancellation());
    }

    ExecutionContext context(Cancellation cancellation) {
        return new ExecutionContext(
                "test",
                cancellation,
                allocator,
                memory,
                new SpillDirectory(directory.resolve("spill")),
                new Workers(threads, threads),
                Clock.systemUTC());
    }

    ExecutorService threads() {
        return threads;
    }

    static EngineQuery query(String sql, Map<String, EngineLeaf> leaves, Field... columns) {
        return new EngineQuery(sql, leaves, new Schema(List.of(columns)), ZoneOffset.UTC);
    }

    static EngineQuery query(String sql, ZoneId zone, Field... columns) {
        return new EngineQuery(sql, Map.of(), new Schema(List.of(columns)), zone);
    }

    static EngineLeaf leaf(LeafStream stream) {
        return new EngineLeaf(LeafStream.SCHEMA, () -> stream);
    }

    LeafStream numbers(int batches, int batchRows) {
        return new LeafStream(allocator, batches, batchRows, batch -> {});
    }

    /** All rows as lists of Arrow's objects, strings and numbers as text. */
    List<List<String>> rows(EngineQuery query) {
        try (BatchStream stream = engine.execute(context(), query)) {
            return drain(stream);
        }
    }

    static List<List<String>> drain(BatchStream stream) {
        List<List<String>> rows = new ArrayList<>();
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                for (int row = 0; row < owned.getRowCount(); row++) {
                    int at = row;
                    rows.add(owned.getFieldVectors().stream()
                            .map(vector -> text(vector.getObject(at)))
                            .toList());
                }
            }
        }
        return rows;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
    }

    @Override
    public void close() {
        engine.close();
        threads.shutdownNow();
        if (memory.heldBytes() != 0) {
            throw new AssertionError("the engine still holds " + memory.heldBytes() + " bytes");
        }
        allocator.close();
    }
}
