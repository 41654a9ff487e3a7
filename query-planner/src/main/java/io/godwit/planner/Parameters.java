package io.godwit.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Values for the parameters of a statement, by position, as Arrow's objects; the planner coerces them to what it announced. */
public record Parameters(List<@Nullable Object> values) {
    public static final Parameters NONE = new Parameters(List.of());

    public Parameters {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** One row of what a client bound. */
    public static Parameters ofRow(VectorSchemaRoot batch, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        batch.getFieldVectors().forEach(vector -> values.add(vector.getObject(row)));
        return new Parameters(values);
    }
}
