package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.rel.Present;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;

/**
 * The values a plan leaves open until it runs.
 *
 * @param present what {@code current_timestamp} means in the statement, and the session's time zone
 * @param parameters a literal for each parameter, in order
 */
public record StatementValues(Present present, List<RexLiteral> parameters) {
    public StatementValues {
        requireNonNull(present, "present");
        parameters = List.copyOf(parameters);
    }
}
