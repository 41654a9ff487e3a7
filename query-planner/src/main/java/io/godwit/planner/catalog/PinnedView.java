package io.godwit.planner.catalog;

import io.godwit.planner.Pins;
import java.util.Locale;
import java.util.Optional;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.ViewVersion;

/**
 * A view bound to one metadata file.
 *
 * @param version the view version read: its SQL, and the catalog and namespace in which the SQL's names are looked up
 */
public record PinnedView(TableName name, String metadataLocation, ViewVersion version) {
    /** The SQL in the first of the given dialects the view is written in, ignoring case. */
    public Optional<String> sql(String... dialects) {
        for (String dialect : dialects) {
            Optional<String> sql = version.representations().stream()
                    .filter(SQLViewRepresentation.class::isInstance)
                    .map(SQLViewRepresentation.class::cast)
                    .filter(representation ->
                            representation.dialect().toLowerCase(Locale.ROOT).equals(dialect.toLowerCase(Locale.ROOT)))
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
