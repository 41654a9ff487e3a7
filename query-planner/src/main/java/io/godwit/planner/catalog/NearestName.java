package io.godwit.planner.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name a user most likely meant. */
public final class NearestName {
    private NearestName() {}

    /**
     * The known name with the fewest edits from {@code name}, ignoring case, if at most a third of its letters differ. The name
     * itself is none: it is known elsewhere than where it was looked for.
     */
    public static Optional<String> find(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(2, wanted.length() / 3);
        return known.stream()
                .filter(candidate -> !candidate.equals(name))
                .filter(candidate -> edits(wanted, candidate.toLowerCase(Locale.ROOT)) <= tolerated)
                .min(Comparator.comparingInt((String candidate) -> edits(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code "; did you mean x?"} or nothing. */
    public static String hint(String name, Collection<String> known) {
        return find(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    /** Levenshtein's distance, one row of his table at a time. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
