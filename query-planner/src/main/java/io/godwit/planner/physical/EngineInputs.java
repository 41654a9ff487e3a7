package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.MemoryLease;
import io.godwit.planner.engine.EngineLeaf;
import io.godwit.planner.scan.filter.KeySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The inputs of one run of a sub-plan: those that filter others are read first and held until the engine asks for them. */
final class EngineInputs implements AutoCloseable {
    /** Of what the query may still hold: most of it is the engine's, which begins after them. */
    private static final int SHARE_FOR_KEYS = 16;

    private final EnginePlan plan;
    private final ExecutionContext context;
    private final ExecutionProfile profile;
    private final List<List<InputKeys>> wanted = new ArrayList<>();
    private final Map<Integer, HeldInput> held = new HashMap<>();
    private final List<String> report = new ArrayList<>();
    private long chargedBytes;

    /** @param keys what is wanted of each input, by its ordinal */
    EngineInputs(
            EnginePlan plan, ExecutionContext context, ExecutionProfile profile, Map<Integer, List<InputKeys>> keys) {
        this.plan = plan;
        this.context = context;
        this.profile = profile;
        for (int input = 0; input < plan.inputs().size(); input++) {
            wanted.add(new ArrayList<>(keys.getOrDefault(input, List.of())));
        }
        profile.add(plan, this::describe);
    }

    /** Reads the sources of the plan's filters, in their order. */
    void readSources() {
        Set<Integer> sources = new LinkedHashSet<>();
        plan.filters().forEach(filter -> sources.add(filter.source().input()));
        for (int source : sources) {
            List<KeyFilter> filters = plan.filters().stream()
                    .filter(filter -> filter.source().input() == source)
                    .toList();
            Map<Integer, KeySet.Builder> builders = new HashMap<>();
            filters.forEach(filter -> builders.put(filter.source().column(), new KeySet.Builder()));
            held.put(source, HeldInput.read(open(source), context.cancellation(), builders));
            Map<Integer, KeySet> keys = new HashMap<>();
            builders.forEach((column, builder) -> charge(builder.build()).ifPresent(set -> keys.put(column, set)));
            filters.forEach(filter -> apply(filter, keys));
        }
    }

    /** Keys that would take much of the query's memory are done without: they only leave out what would not join. */
    private Optional<KeySet> charge(KeySet keys) {
        MemoryLease memory = context.memory();
        long bytes = keys.heldBytes();
        long most = (memory.limitBytes() - memory.heldBytes()) / SHARE_FOR_KEYS;
        if (bytes > most || !memory.tryReserve(bytes)) {
            return Optional.empty();
        }
        chargedBytes += bytes;
        return Optional.of(keys);
    }

    private void apply(KeyFilter filter, Map<Integer, KeySet> keys) {
        KeySet among = keys.get(filter.source().column());
        synchronized (report) {
            report.add(plan.name(filter.target()) + " among "
                    + (among == null ? "too many to hold" : "%,d".formatted(among.size())) + " of "
                    + plan.name(filter.source()));
        }
        if (among != null) {
            wanted.get(filter.target().input())
                    .add(new InputKeys(filter.target().column(), among, filter.nullsMatch()));
        }
    }

    private BatchStream open(int input) {
        return plan.inputs().get(input).openTimed(context, profile, wanted.get(input));
    }

    /** The engine may open a leaf again, if it repeats its statement; what was held is then read anew. */
    private synchronized BatchStream take(int input) {
        HeldInput first = held.remove(input);
        return first == null ? open(input) : first;
    }

    Map<String, EngineLeaf> leaves() {
        Map<String, EngineLeaf> leaves = new LinkedHashMap<>();
        for (int i = 0; i < plan.inputs().size(); i++) {
            int input = i;
            leaves.put(
                    EnginePlan.leafName(input),
                    new EngineLeaf(plan.inputs().get(input).schema(), () -> take(input)));
        }
        return leaves;
    }

    private String describe() {
        synchronized (report) {
            return String.join("\n", report);
        }
    }

    /** After the engine, which closes what it took. */
    @Override
    public synchronized void close() {
        held.values().forEach(HeldInput::close);
        held.clear();
        context.memory().release(chargedBytes);
        chargedBytes = 0;
    }
}
