package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * One sub-plan for another engine: SQL over named streams.
 *
 * @param sql one SELECT in the engine's dialect, its columns in the order of {@code schema}
 * @param leaves the streams by the table name {@code sql} uses; a stream can be scanned once, so each name stands once
 * @param schema what was announced; the engine's values are cast to it exactly
 * @param zone the session's time zone
 * @param inOneThread whether rows must reach every operator in the order of the leaves
 */
public record EngineQuery(String sql, Map<String, EngineLeaf> leaves, Schema schema, ZoneId zone, boolean inOneThread) {
    public EngineQuery(String sql, Map<String, EngineLeaf> leaves, Schema schema, ZoneId zone) {
        this(sql, leaves, schema, zone, false);
    }

    public EngineQuery {
        requireNonNull(sql, "sql");
        requireNonNull(schema, "schema");
        requireNonNull(zone, "zone");
        leaves = Map.copyOf(leaves);
    }
}
