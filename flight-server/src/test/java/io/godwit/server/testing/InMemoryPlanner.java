package io.godwit.server.testing;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.MetadataView;
import io.godwit.planner.Parameters;
import io.godwit.planner.Pins;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.QueryPlanner;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.write.WriteMode;
import io.godwit.planner.write.WriteReceipt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A planner that knows a few statements by heart, for tests of everything around planning. {@code SELECT * FROM x} reads the
 * temporary table {@code x}, {@code tomorrow} is not supported, other statements are taught with {@link #teach}.
 */
public final class InMemoryPlanner implements QueryPlanner {
    private static final String SELECT_ALL = "SELECT * FROM ";

    private final Map<String, Lesson> lessons = new ConcurrentHashMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final AtomicInteger plans = new AtomicInteger();

    /** What a taught statement does. */
    public interface Lesson {
        Schema schema();

        default Schema parameters() {
            return new Schema(List.of());
        }

        default boolean hasEffects() {
            return false;
        }

        default boolean isReplayable() {
            return true;
        }

        /** Takes as long as planning does. */
        default void plan(ExecutionContext context) {}

        BatchStream run(ExecutionContext context, Parameters parameters);
    }

    public InMemoryPlanner teach(String sql, Lesson lesson) {
        lessons.put(sql, lesson);
        return this;
    }

    /** How many times anything was planned. */
    public int plans() {
        return plans.get();
    }

    @Override
    public PreparedQuery prepare(ExecutionContext context, String sql, StatementContext statement) {
        plans.incrementAndGet();
        Lesson lesson = lessons.get(sql);
        if (lesson != null) {
            lesson.plan(context);
            return new Taught(sql, lesson, new Pins(context.clock().instant(), List.of(), List.of()));
        }
        if (sql.contains("tomorrow")) {
            throw new GodwitException(ErrorCode.UNSUPPORTED, "Reading from tomorrow is not supported");
        }
        String name = sql.startsWith(SELECT_ALL) ? sql.substring(SELECT_ALL.length()) : "";
        Frame frame = statement.temporaryTables().find(name).orElseThrow(() -> unknown(sql));
        return new Taught(
                sql, new ReadFrame(frame), new Pins(context.clock().instant(), List.of(), List.of(frame.id())));
    }

    @Override
    public MetadataView metadata(StatementContext statement) {
        return new ShopNames();
    }

    /** Counts the rows and forgets them. */
    @Override
    public WriteReceipt write(ExecutionContext context, BatchStream rows, TableName target, WriteMode mode) {
        long count = 0;
        for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
            count += batch.getRowCount();
            batch.close();
        }
        writes.add(mode + " " + target.catalog() + "." + target.identifier() + " " + count);
        return new WriteReceipt(target, count, 4711, "metadata/00001.json");
    }

    /** What was written: mode, table and number of rows. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    @Override
    public void close() {}

    private static GodwitException unknown(String sql) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT, "Line 1, column 1: this planner was not taught \"" + sql + "\"");
    }

    private record ReadFrame(Frame frame) implements Lesson {
        @Override
        public Schema schema() {
            return frame.schema();
        }

        @Override
        public BatchStream run(ExecutionContext context, Parameters parameters) {
            return frame.read(
                    context,
                    IntStream.range(0, frame.schema().getFields().size())
                            .boxed()
                            .toList());
        }
    }

    private record Taught(String sql, Lesson lesson, Pins pins) implements PreparedQuery {
        @Override
        public Schema schema() {
            return lesson.schema();
        }

        @Override
        public Schema parameterSchema() {
            return lesson.parameters();
        }

        @Override
        public boolean hasEffects() {
            return lesson.hasEffects();
        }

        @Override
        public boolean isReplayable() {
            return lesson.isReplayable();
        }

        @Override
        public long estimatedRows() {
            return -1;
        }

        @Override
        public String explain() {
            return "Taught";
        }

        @Override
        public BatchStream execute(ExecutionContext context, Parameters parameters) {
            return lesson.run(context, parameters);
        }
    }

    /** Two tables and a view of a shop. */
    private static final class ShopNames implements MetadataView {
        private static final Schema COLUMNS = new Schema(List.of(
                Field.notNullable("sku", ArrowType.Utf8.INSTANCE),
                Field.nullable("price", new ArrowType.Decimal(9, 2, 128))));

        @Override
        public List<String> catalogs() {
            return List.of("lake");
        }

        @Override
        public List<String> schemas(String catalog) {
            return List.of("shop", "information_schema");
        }

        @Override
        public List<TableEntry> tables(String catalog, String schema) {
            return schema.equals("shop")
                    ? List.of(
                            new TableEntry(catalog, schema, "prices", "TABLE"),
                            new TableEntry(catalog, schema, "orders", "TABLE"),
                            new TableEntry(catalog, schema, "open_orders", "VIEW"))
                    : List.of();
        }

        @Override
        public Schema columns(TableEntry table) {
            return COLUMNS;
        }

        @Override
        public Optional<String> viewDefinition(TableEntry view) {
            return Optional.of("SELECT * FROM orders");
        }

        @Override
        public Optional<String> comment(TableEntry table) {
            return Optional.empty();
        }

        @Override
        public List<String> primaryKey(TableEntry table) {
            return table.name().equals("prices") ? List.of("sku") : List.of();
        }
    }
}
