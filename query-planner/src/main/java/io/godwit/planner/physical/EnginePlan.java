package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.EngineQuery;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A sub-plan run by the embedded engine, over the streams of its inputs.
 *
 * @param sql what the engine runs; input {@code n} is its table {@link #leafName}
 * @param filters which inputs are read first, in their order, so that their keys filter others
 * @param origins for each column of the result, the input's columns of which rows may be left out that have none of the keys
 *     wanted in it
 * @param inOneThread so that rows reach every operator in the order of the inputs
 * @param isRepeatable whether the engine makes the same rows in the same order of the same inputs
 */
record EnginePlan(
        DuckDbEngine engine,
        String sql,
        List<PhysicalPlan> inputs,
        List<KeyFilter> filters,
        List<List<KeyFilter.Column>> origins,
        Schema schema,
        ZoneId zone,
        boolean inOneThread,
        boolean isRepeatable)
        implements PhysicalPlan {
    EnginePlan {
        inputs = List.copyOf(inputs);
        filters = List.copyOf(filters);
        origins = List.copyOf(origins);
    }

    static String leafName(int input) {
        return "input" + input;
    }

    /** As EXPLAIN says it. */
    String name(KeyFilter.Column column) {
        String name = inputs.get(column.input())
                .schema()
                .getFields()
                .get(column.column())
                .getName();
        return leafName(column.input()) + "." + name;
    }

    @Override
    public String describe() {
        return "DuckDB " + describeFilters() + sql;
    }

    private String describeFilters() {
        return filters.isEmpty()
                ? ""
                : filters.stream()
                        .map(filter -> name(filter.target()) + " among " + name(filter.source()))
                        .collect(Collectors.joining(", ", "[", "] "));
    }

    /** What a part run first hands over need not be in order: the whole is judged, not its parts. */
    @Override
    public boolean isDeterministic() {
        return isRepeatable && hasDeterministicLeaves();
    }

    private boolean hasDeterministicLeaves() {
        return inputs.stream()
                .allMatch(input ->
                        input instanceof EnginePlan part ? part.hasDeterministicLeaves() : input.isDeterministic());
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        return open(context, profile, List.of());
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile, List<InputKeys> keys) {
        EngineInputs opened = new EngineInputs(this, context, profile, inputKeys(keys));
        return new EngineStream(
                opened,
                schema,
                () -> engine.execute(context, new EngineQuery(sql, opened.leaves(), schema, zone, inOneThread)));
    }

    private Map<Integer, List<InputKeys>> inputKeys(List<InputKeys> keys) {
        Map<Integer, List<InputKeys>> byInput = new HashMap<>();
        for (InputKeys wanted : keys) {
            for (KeyFilter.Column origin : origins.get(wanted.column())) {
                byInput.computeIfAbsent(origin.input(), none -> new ArrayList<>())
                        .add(wanted.ofColumn(origin.column()));
            }
        }
        return byInput;
    }
}
