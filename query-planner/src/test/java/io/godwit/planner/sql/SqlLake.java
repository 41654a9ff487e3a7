package io.godwit.planner.sql;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.SharedMemory;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.Parameters;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.planner.write.LakeFixture;
import io.godwit.planner.write.LakeWriter;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/** A lake whose tables are made from SQL, and a planner over it. */
public final class SqlLake implements AutoCloseable {
    private final LakeFixture lake;
    private final CalciteQueryPlanner planner;
    private final FrameStore frames;
    private final SessionFrames session;

    private final SharedMemory memory = new SharedMemory(4L << 30);

    public SqlLake(Path directory) {
        this(directory, 0);
    }

    private SqlLake(Path directory, long columnCacheBytes) {
        this.lake = new LakeFixture(directory);
        this.frames = new FrameStore(lake.allocator(), 1 << 20, directory.resolve("frames"), lake.clock());
        this.session = frames.newSession();
        PlannerConfig config = new PlannerConfig(
                Map.of(
                        "lake",
                        Map.of(
                                "type", "jdbc",
                                "uri", "jdbc:sqlite:" + directory.resolve("catalog.db"),
                                "warehouse", "file:" + directory.resolve("warehouse"))),
                "lake");
        this.planner = CalciteQueryPlanner.open(config.withColumnCache(columnCacheBytes), memory);
    }

    /** Whose planner keeps decoded columns of what is read below {@link #allocator}. */
    public static SqlLake withColumnCache(Path directory, long bytes) {
        return new SqlLake(directory, bytes);
    }

    /** The root of the memory that the planner shares. */
    public BufferAllocator allocator() {
        return memory.root();
    }

    public LakeFixture lake() {
        return lake;
    }

    public CalciteQueryPlanner planner() {
        return planner;
    }

    public StatementContext statement() {
        return statement(ZoneOffset.UTC);
    }

    private StatementContext statement(ZoneId zone) {
        return new StatementContext("local", "", "lake", List.of("shop"), zone, Map.of(), session, null);
    }

    public ExecutionContext context() {
        return lake.context();
    }

    public PreparedQuery prepare(String sql) {
        return planner.prepare(context(), sql, statement());
    }

    /** As a session in the time zone prepares it. */
    public PreparedQuery prepare(String sql, ZoneId zone) {
        return planner.prepare(context(), sql, statement(zone));
    }

    /** The rows of a query, a header first, values separated by {@code |}. */
    public List<String> rows(String sql) {
        return rows(prepare(sql), Parameters.NONE);
    }

    public List<String> rows(PreparedQuery query, Parameters parameters) {
        return rows(query, parameters, context());
    }

    List<String> rows(PreparedQuery query, Parameters parameters, ExecutionContext context) {
        try (BatchStream stream = query.execute(context, parameters)) {
            List<String> lines = new ArrayList<>();
            StringJoiner header = new StringJoiner("|");
            query.schema().getFields().forEach(field -> header.add(field.getName()));
            lines.add(header.toString());
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    if (!owned.getSchema().equals(query.schema())) {
                        throw new AssertionError("Announced " + query.schema() + " and streamed " + owned.getSchema());
                    }
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        lines.add(line(owned, row));
                    }
                }
            }
            return lines;
        }
    }

    private static String line(VectorSchemaRoot batch, int row) {
        StringJoiner line = new StringJoiner("|");
        for (FieldVector vector : batch.getFieldVectors()) {
            line.add(vector.isNull(row) ? "NULL" : String.valueOf(vector.getObject(row)));
        }
        return line.toString();
    }

    /** Makes a table from a query; {@code declaration} is its name, then properties as {@code key=value}. */
    public void createTable(String declaration, String sql) {
        List<String> words = List.of(declaration.split(" ", -1));
        TableIdentifier name = TableIdentifier.parse(words.get(0));
        createNamespace(name.namespace().toString());
        Map<String, String> properties = new HashMap<>();
        for (String property : words.subList(1, words.size())) {
            int equals = property.indexOf('=');
            properties.put(property.substring(0, equals), property.substring(equals + 1));
        }
        try (BatchStream rows = prepare(sql).execute(context(), Parameters.NONE)) {
            new LakeWriter(lake.catalogs())
                    .write(context(), rows, new TableName("lake", name), WriteMode.CREATE, properties);
        }
    }

    public void append(String table, String sql) {
        try (BatchStream rows = prepare(sql).execute(context(), Parameters.NONE)) {
            new LakeWriter(lake.catalogs())
                    .write(context(), rows, new TableName("lake", TableIdentifier.parse(table)), WriteMode.APPEND);
        }
    }

    /** {@code table tag} */
    public void tag(String words) {
        String[] parts = words.split(" ", -1);
        Table table = lake.catalog().loadTable(TableIdentifier.parse(parts[0]));
        table.manageSnapshots()
                .createTag(parts[1], table.currentSnapshot().snapshotId())
                .commit();
    }

    /** {@code table column newName} */
    public void renameColumn(String words) {
        String[] parts = words.split(" ", -1);
        Table table = lake.catalog().loadTable(TableIdentifier.parse(parts[0]));
        table.updateSchema().renameColumn(parts[1], parts[2]).commit();
    }

    /** Uploads the rows of a query as a frame of the session. */
    public void upload(String name, String sql) {
        try (BatchStream rows = prepare(sql).execute(context(), Parameters.NONE)) {
            session.create(context(), name, rows);
        }
    }

    private void createNamespace(String namespace) {
        SupportsNamespaces catalog = (SupportsNamespaces) lake.catalog();
        if (!catalog.namespaceExists(Namespace.of(namespace))) {
            catalog.createNamespace(Namespace.of(namespace));
        }
    }

    @Override
    public void close() {
        planner.close();
        session.close();
        frames.close();
        memory.close();
        lake.close();
    }
}
