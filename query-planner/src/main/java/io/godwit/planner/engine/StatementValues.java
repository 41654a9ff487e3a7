package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;

/**
 * The values a plan leaves open until it runs.
 *
 * @param instant what {@code current_timestamp} means in the statement
 * @param zone the session's time zone
 * @param parameters a literal for each parameter, in order
 */
public record StatementValues(Instant instant, ZoneId zone, List<RexLiteral> parameters) {
    public StatementValues {
        requireNonNull(instant, "instant");
        requireNonNull(zone, "zone");
        parameters = List.copyOf(parameters);
    }
}
