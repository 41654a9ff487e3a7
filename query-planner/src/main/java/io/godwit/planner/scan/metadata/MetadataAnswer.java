package io.godwit.planner.scan.metadata;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates as far as metadata tells them.
 *
 * @param values one for each aggregate, in Iceberg's internal form; null where only the rows themselves tell
 * @param why where the values are from, or why there are none: for EXPLAIN ANALYZE
 */
public record MetadataAnswer(@Nullable List<@Nullable Object> values, String why) {
    public MetadataAnswer {
        requireNonNull(why, "why");
    }

    static MetadataAnswer of(List<@Nullable Object> values, String from) {
        return new MetadataAnswer(Collections.unmodifiableList(values), from);
    }

    public static MetadataAnswer unknown(String why) {
        return new MetadataAnswer(null, why);
    }

    /** The values as one row. */
    public BatchStream stream(ExecutionContext context, List<ColumnAggregate> aggregates, Schema schema) {
        return new AggregateRow(context, schema, aggregates, requireNonNull(values, "values"));
    }
}
