package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import java.time.Clock;
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
    private final boolean isTimed;

    /** Without times: taking them costs two looks at the clock a batch. */
    public ExecutionProfile() {
        this(false);
    }

    private ExecutionProfile(boolean isTimed) {
        this.isTimed = isTimed;
    }

    /** With the time each step takes. */
    public static ExecutionProfile timed() {
        return new ExecutionProfile(true);
    }

    BatchStream timed(PhysicalPlan step, BatchStream stream, Clock clock) {
        if (!isTimed) {
            return stream;
        }
        TimedStream timed = new TimedStream(stream, clock);
        add(step, timed::describe);
        return timed;
    }

    private final List<Supplier<List<FeatureQuality>>> qualities = new ArrayList<>();

    /** @param quality says how well a join matched so far */
    synchronized void addQuality(Supplier<List<FeatureQuality>> quality) {
        qualities.add(quality);
    }

    /** How well each feature table of each point-in-time join matched so far. */
    public synchronized List<FeatureQuality> qualities() {
        return qualities.stream().flatMap(quality -> quality.get().stream()).toList();
    }

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
