package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.EngineLeaf;
import io.godwit.planner.engine.EngineQuery;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A sub-plan run by the embedded engine, over the streams of its inputs.
 *
 * @param sql what the engine runs; input {@code n} is its table {@link #leafName}
 * @param inOneThread so that rows reach every operator in the order of the inputs
 * @param isRepeatable whether the engine makes the same rows in the same order of the same inputs
 */
record EnginePlan(
        DuckDbEngine engine,
        String sql,
        List<PhysicalPlan> inputs,
        Schema schema,
        ZoneId zone,
        boolean inOneThread,
        boolean isRepeatable)
        implements PhysicalPlan {
    EnginePlan {
        inputs = List.copyOf(inputs);
    }

    static String leafName(int input) {
        return "input" + input;
    }

    @Override
    public String describe() {
        return "DuckDB " + sql;
    }

    @Override
    public boolean isDeterministic() {
        return isRepeatable && inputs.stream().allMatch(PhysicalPlan::isDeterministic);
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        Map<String, EngineLeaf> leaves = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            PhysicalPlan input = inputs.get(i);
            leaves.put(leafName(i), new EngineLeaf(input.schema(), () -> input.openTimed(context, profile)));
        }
        return engine.execute(context, new EngineQuery(sql, leaves, schema, zone, inOneThread));
    }
}
