package io.godwit.pitjoin.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What one run tells of itself when its last row is out, by name. Safe for use by many threads. */
public final class RunNotes {
    private final Map<String, List<Supplier<List<String>>>> notes = new LinkedHashMap<>();

    /** @param elements JSON values, asked for at the end; they stand side by side with others of that name */
    public synchronized void add(String name, Supplier<List<String>> elements) {
        notes.computeIfAbsent(name, unknown -> new ArrayList<>()).add(elements);
    }

    /** Adds what {@code others} tell. */
    public void addAll(RunNotes others) {
        others.elements().forEach((name, elements) -> add(name, () -> elements));
    }

    /** What is told now, which later events do not change. */
    public RunNotes taken() {
        RunNotes taken = new RunNotes();
        taken.addAll(this);
        return taken;
    }

    private synchronized Map<String, List<String>> elements() {
        Map<String, List<String>> elements = new LinkedHashMap<>();
        notes.forEach((name, suppliers) -> elements.put(
                name,
                suppliers.stream().flatMap(supplier -> supplier.get().stream()).toList()));
        return elements;
    }

    /** Each name with a JSON array, as further members of a JSON object: each begins with a comma. Empty ones are left out. */
    public String jsonMembers() {
        StringBuilder members = new StringBuilder();
        elements().forEach((name, elements) -> {
            if (!elements.isEmpty()) {
                members.append(",\"")
                        .append(name)
                        .append("\":[")
                        .append(String.join(",", elements))
                        .append(']');
            }
        });
        return members.toString();
    }
}
