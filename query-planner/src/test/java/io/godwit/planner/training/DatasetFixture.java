package io.godwit.planner.training;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.temporary.FrameStore;
import io.godwit.planner.temporary.SessionFrames;
import io.godwit.planner.training.statement.DatasetQuery;
import io.godwit.planner.training.statement.DatasetRows;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import io.godwit.planner.write.LakeFixture;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/** A lake, a session in it, and training datasets over {@link ScanQueries}. */
public final class DatasetFixture implements AutoCloseable {
    public final LakeFixture lake;
    final FrameStore frames;
    public final SessionFrames session;
    public final ScanQueries queries;
    final TrainingDatasets datasets;

    public DatasetFixture(Path directory) {
        this(new LakeFixture(directory));
    }

    public DatasetFixture(LakeFixture lake) {
        this.lake = lake;
        frames = new FrameStore(
                lake.allocator(), Long.MAX_VALUE, lake.directory().resolve("frames"), lake.clock());
        session = frames.newSession();
        queries = new ScanQueries(lake.catalogs());
        datasets = new TrainingDatasets(lake.catalogs(), queries);
    }

    private DatasetFixture(DatasetFixture other, TrainingDatasets datasets) {
        lake = other.lake;
        frames = other.frames;
        session = other.session;
        queries = other.queries;
        this.datasets = datasets;
    }

    /** The same lake seen by another process; only the first fixture is closed. */
    DatasetFixture withDatasets(TrainingDatasets others) {
        return new DatasetFixture(this, others);
    }

    public StatementContext statement() {
        return new StatementContext("local", "1", "lake", List.of("shop"), ZoneOffset.UTC, Map.of(), session, null);
    }

    /** The one row of the receipt. */
    public Map<String, Object> create(String dataset, String sql, Map<String, String> options) {
        DatasetQuery query = queries.plan(lake.context(), sql, statement());
        return run(new TrainingStatement.Create(dataset, null, options, query)).get(0);
    }

    /** The next version, of version {@code base}. */
    Map<String, Object> extend(String dataset, int base, String sql) {
        DatasetQuery query = queries.plan(lake.context(), sql, statement());
        return run(new TrainingStatement.Create(dataset, base, Map.of(), query)).get(0);
    }

    public Map<String, Object> reproduce(String dataset, int version) {
        return run(new TrainingStatement.Reproduce(version(dataset, version))).get(0);
    }

    public static DatasetVersion version(String dataset, int version) {
        return new DatasetVersion(dataset, new TableVersion.SnapshotId(version));
    }

    public List<Map<String, Object>> run(TrainingStatement statement) {
        try (BatchStream stream = datasets.execute(lake.context(), statement, statement())) {
            return named(stream);
        }
    }

    /** The rows of a dataset as a query would read them. */
    public List<List<Object>> read(DatasetVersion version) {
        DatasetRows rows = datasets.rows(lake.context(), version, statement());
        try (BatchStream stream = rows.open(lake.context(), queries, lake.catalogs())) {
            return rows(stream);
        }
    }

    private static List<Map<String, Object>> named(BatchStream stream) {
        Schema schema = stream.schema();
        List<Map<String, Object>> named = new ArrayList<>();
        for (List<Object> row : rows(stream)) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                values.put(schema.getFields().get(i).getName(), row.get(i));
            }
            named.add(values);
        }
        return named;
    }

    static List<List<Object>> rows(BatchStream stream) {
        List<List<Object>> rows = new ArrayList<>();
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            try (VectorSchemaRoot owned = batch) {
                for (int row = 0; row < owned.getRowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (FieldVector vector : owned.getFieldVectors()) {
                        Object value = vector.getObject(row);
                        values.add(value instanceof Text text ? text.toString() : value);
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        frames.close();
        lake.close();
    }
}
