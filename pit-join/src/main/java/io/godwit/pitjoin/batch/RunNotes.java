package io.godwit.pitjoin.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What one run tells of itself when its last row is out, by name. Safe for use by many threads. */
public final class RunNotes {
    private final Map<String, List<Supplier<List<String>>>> notes = new LinkedHashMap<>();

    /** @param elements JSON values, asked for at the end; they stand side by side with others of that name */
    public synchronized void add(String name, Supplier<List<String>> elements) {
        notes.computeIfAbsent(name, unknown -> new ArrayList<>()).add(elements);
    }

    /** Each name with a JSON array, as further members of a JSON object: each begins with a comma. Empty ones are left out. */
    public synchronized String jsonMembers() {
        StringBuilder members = new StringBuilder();
        notes.forEach((name, suppliers) -> {
            String elements = suppliers.stream()
                    .flatMap(supplier -> supplier.get().stream())
                    .collect(Collectors.joining(","));
            if (!elements.isEmpty()) {
                members.append(",\"")
                        .append(name)
                        .append("\":[")
                        .append(elements)
                        .append(']');
            }
        });
        return members.toString();
    }
}
