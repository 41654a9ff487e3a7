package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.EngineQuery;
import io.godwit.planner.rule.RowOrder;
import io.godwit.planner.rule.RowStability;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;

/**
 * A sub-plan run by the embedded engine, over the streams of its inputs.
 *
 * @param sql what the engine runs; input {@code n} is its table {@link #leafName}
 * @param filters which inputs are read first, in their order, so that their keys filter others
 * @param origins for each column of the result, the input's columns of which rows may be left out that have none of the keys
 *     wanted in it
 * @param inOneThread so that rows reach every operator in the order of the inputs
 * @param repeats what of its result is the same each time the inputs are
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
        Repeats repeats)
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

    /**
     * What the engine makes of the same inputs.
     *
     * @param ordered whether its rows, whichever they are, come in the same order
     * @param varies whether its rows are others each time, even of inputs in the same order
     * @param minds whether its rows depend on the order of the inputs
     */
    record Repeats(boolean ordered, boolean varies, boolean minds) {
        static Repeats of(RelNode plan) {
            return new Repeats(
                    RowOrder.isOrdered(plan), RowStability.whatVaries(plan) != null, RowStability.dependsOnOrder(plan));
        }
    }

    /** What a part run first hands over need not be in order: the whole is judged, not its parts. */
    @Override
    public boolean isDeterministic() {
        return repeats.ordered() && isStable();
    }

    @Override
    public boolean isStable() {
        if (repeats.varies()) {
            return false;
        }
        return repeats.minds()
                ? inOneThread && inputs.stream().allMatch(PhysicalPlan::isDeterministic)
                : inputs.stream().allMatch(PhysicalPlan::isStable);
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
