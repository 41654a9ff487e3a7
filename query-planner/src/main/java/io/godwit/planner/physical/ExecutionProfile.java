package io.godwit.planner.physical;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one execution measured, by the step of the plan that measured it. A step that is opened more than once, such as a
 * subquery read again for the next labels, has its measurements side by side. Safe for use by many threads; read when the
 * execution's stream has ended, it is complete.
 */
public final class ExecutionProfile {
    private final Map<PhysicalPlan, List<Supplier<String>>> measurements = new IdentityHashMap<>();

    /** @param lines says what was measured so far, one measurement a line; nothing if it is empty */
    synchronized void add(PhysicalPlan step, Supplier<String> lines) {
        measurements.computeIfAbsent(step, unmeasured -> new ArrayList<>()).add(lines);
    }

    synchronized List<String> lines(PhysicalPlan step) {
        return measurements.getOrDefault(step, List.of()).stream()
                .map(Supplier::get)
                .flatMap(String::lines)
                .toList();
    }
}
