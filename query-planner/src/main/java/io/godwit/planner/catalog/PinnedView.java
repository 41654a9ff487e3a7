package io.godwit.planner.catalog;

import io.godwit.planner.Pins;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.ViewVersion;

/**
 * A view bound to one metadata file.
 *
 * @param schema of its columns, as the engine that made it told them
 * @param properties what its owner said of it
 * @param version the view version read: its SQL, and the catalog and namespace in which the SQL's names are looked up
 */
public record PinnedView(
        TableName name, String metadataLocation, Schema schema, Map<String, String> properties, ViewVersion version) {
    /** Those whose queries are read here, the best understood first. */
    public static final List<String> DIALECTS = List.of("godwit", "duckdb", "spark", "trino");

    public PinnedView {
        properties = Map.copyOf(properties);
    }

    /** The SQL in the first of {@link #DIALECTS} the view is written in, ignoring case; empty when in none. */
    public Optional<String> sql() {
        for (String dialect : DIALECTS) {
            Optional<String> sql = version.representations().stream()
                    .filter(SQLViewRepresentation.class::isInstance)
                    .map(SQLViewRepresentation.class::cast)
                    .filter(representation ->
                            representation.dialect().toLowerCase(Locale.ROOT).equals(dialect))
                    .map(SQLViewRepresentation::sql)
                    .findFirst();
            if (sql.isPresent()) {
                return sql;
            }
        }
        return Optional.empty();
    }

    public Pins.Pin pin() {
        return new Pins.Pin(
                name.catalog(),
                name.identifier().toString(),
                TableVersion.CURRENT.text(),
                metadataLocation,
                PinnedTable.NO_SNAPSHOT);
    }
}
