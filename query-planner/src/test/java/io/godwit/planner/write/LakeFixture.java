package io.godwit.planner.write;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.pitjoin.batch.SpillDirectory;
import io.godwit.pitjoin.batch.Workers;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/** A lake of its own in a directory: an SQLite catalog {@code lake}, a query context, and batches to write. */
public final class LakeFixture implements AutoCloseable {
    public static final Instant START = Instant.parse("2013-06-01T12:00:00Z");

    private final Path directory;
    private final BufferAllocator root = new RootAllocator();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, String>> configuration;
    private final Catalogs catalogs;
    private final AtomicInteger queries = new AtomicInteger();
    private Instant now = START;

    public LakeFixture(Path directory) {
        this(directory, Map.of("type", "jdbc"));
    }

    /** @param kind says what kind of catalog it is, in Iceberg's own properties */
    public LakeFixture(Path directory, Map<String, String> kind) {
        this.directory = directory;
        directory.toFile().mkdirs();
        Map<String, String> properties = new HashMap<>(kind);
        properties.put("uri", "jdbc:sqlite:" + directory.resolve("catalog.db"));
        properties.put("warehouse", "file:" + directory.resolve("warehouse"));
        properties.put("io-impl", "io.godwit.planner.catalog.LakeFileIO");
        properties.put("jdbc.schema-version", "V1");
        this.configuration = Map.of("lake", properties);
        this.catalogs = Catalogs.open(configuration);
    }

    /** As it would stand in a configuration. */
    public Map<String, Map<String, String>> configuration() {
        return configuration;
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    public Catalog catalog() {
        return catalogs.catalog("lake");
    }

    public Path directory() {
        return directory;
    }

    public BufferAllocator allocator() {
        return root;
    }

    public static TableName name(String table) {
        return new TableName("lake", TableIdentifier.of(Namespace.of("shop"), table));
    }

    public Table table(String table) {
        return catalog().loadTable(name(table).identifier());
    }

    public void setNow(Instant instant) {
        now = instant;
    }

    public ExecutionContext context() {
        return context(new Cancellation());
    }

    public ExecutionContext context(Cancellation cancellation) {
        int query = queries.incrementAndGet();
        return new ExecutionContext(
                "q" + query,
                cancellation,
                root,
                new MemoryLease(Long.MAX_VALUE),
                new SpillDirectory(directory.resolve("spill" + query)),
                new Workers(threads, threads),
                clock());
    }

    public Clock clock() {
        return new Clock() {
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
        };
    }

    public static Field longs(String name) {
        return Field.nullable(name, new ArrowType.Int(64, true));
    }

    public static Field ints(String name) {
        return Field.nullable(name, new ArrowType.Int(32, true));
    }

    public static Field doubles(String name) {
        return Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    }

    public static Field strings(String name) {
        return Field.nullable(name, ArrowType.Utf8.INSTANCE);
    }

    public static Field instants(String name) {
        return Field.nullable(name, new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
    }

    public static Schema schema(Field... fields) {
        return new Schema(Arrays.asList(fields));
    }

    /** A row; nulls allowed. */
    public static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    /** The rows in one batch. */
    @SafeVarargs
    public final BatchStream stream(Schema schema, List<?>... rows) {
        return batches(schema, batch(schema, rows));
    }

    public static BatchStream batches(Schema schema, VectorSchemaRoot... batches) {
        return new Batches(schema, List.of(batches));
    }

    @SafeVarargs
    public final VectorSchemaRoot batch(Schema schema, List<?>... rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, root);
        for (int column = 0; column < schema.getFields().size(); column++) {
            FieldVector vector = batch.getVector(column);
            vector.allocateNew();
            for (int row = 0; row < rows.length; row++) {
                Object value = rows[row].get(column);
                if (value == null) {
                    vector.setNull(row);
                } else {
                    set(vector, row, value);
                }
            }
        }
        batch.setRowCount(rows.length);
        return batch;
    }

    private static void set(FieldVector vector, int row, Object value) {
        if (vector instanceof BaseIntVector integers) {
            integers.setWithPossibleTruncate(row, ((Number) value).longValue());
        } else if (vector instanceof Float8Vector doubles) {
            doubles.setSafe(row, ((Number) value).doubleValue());
        } else if (vector instanceof VarCharVector strings) {
            strings.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
        } else if (vector instanceof TimeStampVector times) {
            times.setSafe(row, value instanceof Instant instant ? micros(instant) : ((Number) value).longValue());
        } else {
            throw new IllegalArgumentException("No values for " + vector.getField());
        }
    }

    public static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    @Override
    public void close() {
        catalogs.close();
        threads.shutdown();
        root.close();
    }

    private static final class Batches implements BatchStream {
        private final Schema schema;
        private final Deque<VectorSchemaRoot> batches;

        Batches(Schema schema, List<VectorSchemaRoot> batches) {
            this.schema = schema;
            this.batches = new ArrayDeque<>(batches);
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            return batches.poll();
        }

        @Override
        public void close() {
            batches.forEach(VectorSchemaRoot::close);
            batches.clear();
        }
    }
}
