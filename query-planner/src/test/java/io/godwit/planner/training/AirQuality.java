package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.doubles;
import static io.godwit.planner.write.LakeFixture.instants;
import static io.godwit.planner.write.LakeFixture.longs;
import static io.godwit.planner.write.LakeFixture.name;
import static io.godwit.planner.write.LakeFixture.row;
import static io.godwit.planner.write.LakeFixture.schema;
import static io.godwit.planner.write.LakeFixture.strings;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.CalciteQueryPlanner;
import io.godwit.planner.Parameters;
import io.godwit.planner.PlannerConfig;
import io.godwit.planner.PreparedQuery;
import io.godwit.planner.StatementContext;
import io.godwit.planner.write.WriteMode;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.Table;

/** A lake with measurements of air quality that may arrive late, labels in a session, and a planner over both. */
public final class AirQuality implements AutoCloseable {
    private static final Schema LABELS = schema(longs("id"), strings("city"), instants("ts"));
    private static final Schema AIR =
            schema(strings("city"), instants("event_time"), instants("ingested_at"), doubles("pm10"));

    /** Takes the last measurement before each label, known or not. */
    public static final String QUERY = """
            SELECT l.*, a.pm10 FROM labels AS l
            LEFT ASOF JOIN shop.air AS a MATCH_CONDITION a.event_time <= l.ts
            ON a.city = l.city""";

    public final DatasetFixture fixture;
    public final CalciteQueryPlanner planner;

    public AirQuality(Path directory) {
        fixture = new DatasetFixture(directory);
        planner = CalciteQueryPlanner.open(new PlannerConfig(fixture.lake.configuration(), "lake"));
        try (BatchStream labels =
                fixture.lake.stream(LABELS, row(1, "AMS", 100), row(2, "AMS", 200), row(3, null, 200))) {
            fixture.session.create(fixture.lake.context(), "labels", labels);
        }
        measure(row("AMS", 90, 95, 1.0), row("AMS", 150, 160, 2.0));
        table().updateProperties()
                .set("godwit.ingestion-time", "ingested_at")
                .set("godwit.event-time", "event_time")
                .set("godwit.entity-key", "city")
                .commit();
    }

    /** Rows of city, event time, ingestion time and value. */
    public void measure(List<?>... rows) {
        append("air", AIR, rows);
    }

    public void append(String table, Schema schema, List<?>... rows) {
        try (BatchStream stream = fixture.lake.stream(schema, rows)) {
            planner.write(fixture.lake.context(), stream, name(table), WriteMode.CREATE_OR_APPEND);
        }
    }

    public Table table() {
        return fixture.lake.table("air");
    }

    public void create(String options) {
        run("CREATE TRAINING DATASET air WITH (known_at = 'waived'%s) AS %s".formatted(options, QUERY));
    }

    public List<List<Object>> run(String sql) {
        return run(sql, fixture.statement());
    }

    public List<List<Object>> run(String sql, StatementContext statement) {
        PreparedQuery query = planner.prepare(fixture.lake.context(), sql, statement);
        try (BatchStream stream = query.execute(fixture.lake.context(), Parameters.NONE)) {
            return DatasetFixture.rows(stream);
        }
    }

    @Override
    public void close() {
        planner.close();
        fixture.close();
    }
}
