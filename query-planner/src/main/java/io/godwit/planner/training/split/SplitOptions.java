package io.godwit.planner.training.split;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.training.split.SplitRule.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The options that begin with {@code split.}: {@code hash} (columns, or {@code group}, which is the same) or {@code time} (a
 * column), {@code salt}, {@code column}, and one per part: its share of the rows, or the end of its window.
 */
public final class SplitOptions {
    public static final String PREFIX = "split.";

    private static final String GROUP = "group";
    private static final String SALT = "salt";
    private static final String COLUMN = "column";
    private static final Set<String> WORDS = Set.of(SplitRule.HASH, SplitRule.TIME, GROUP, SALT, COLUMN);
    private static final Map<String, String> DEFAULT_SHARES =
            Map.of("train", "0.8", "validation", "0.1", "test", "0.1");
    private static final String REST = "rest";
    private static final double SLACK = 1e-9;

    private SplitOptions() {}

    /** @param options those that begin with the prefix, without it; none means no splits */
    public static @Nullable SplitRule rule(Map<String, String> options) {
        if (options.isEmpty()) {
            return null;
        }
        List<String> ways = List.of(SplitRule.HASH, GROUP, SplitRule.TIME).stream()
                .filter(options::containsKey)
                .toList();
        if (ways.size() != 1) {
            throw invalid(
                    "Say split.hash = 'columns', split.group = 'columns' or split.time = 'column', and one of them");
        }
        String way = ways.get(0);
        List<String> columns = Arrays.stream(options.getOrDefault(way, "").split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
        Map<String, String> parts = new TreeMap<>(options);
        parts.keySet().removeAll(WORDS);
        String column = options.getOrDefault(COLUMN, "split");
        if (columns.isEmpty()) {
            throw invalid("split.%s names no column".formatted(way));
        }
        return way.equals(SplitRule.TIME)
                ? byTime(columns, column, options, parts)
                : new SplitRule(
                        SplitRule.HASH,
                        columns,
                        options.getOrDefault(SALT, ""),
                        column,
                        shares(parts.isEmpty() ? new TreeMap<>(DEFAULT_SHARES) : parts));
    }

    private static List<Part> shares(Map<String, String> parts) {
        List<Part> shares = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            double share = share(part);
            sum += share;
            shares.add(new Part(part.getKey(), share, null));
        }
        if (Math.abs(sum - 1) > SLACK) {
            throw invalid("The shares of the parts add up to %s, not to 1: %s".formatted(sum, parts));
        }
        return shares;
    }

    private static double share(Map.Entry<String, String> part) {
        try {
            double share = Double.parseDouble(part.getValue());
            if (share > 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw invalid("split.%s is '%s'; the share of a part is a number above 0 and at most 1"
                .formatted(part.getKey(), part.getValue()));
    }

    private static SplitRule byTime(
            List<String> columns, String column, Map<String, String> options, Map<String, String> parts) {
        if (columns.size() != 1 || options.containsKey(SALT)) {
            throw invalid("split.time takes one column and no salt");
        }
        List<Part> windows = new ArrayList<>();
        List<String> last = new ArrayList<>();
        parts.forEach((name, until) -> {
            if (until.equalsIgnoreCase(REST)) {
                last.add(name);
            } else {
                windows.add(new Part(name, 0, SplitTimes.canonical(name, until)));
            }
        });
        if (windows.isEmpty() || last.size() != 1) {
            throw invalid("A split by time needs the end of each window and one part for what comes after, such as"
                    + " split.train = '2026-01-01', split.test = 'rest'");
        }
        windows.sort(Comparator.comparing(part -> SplitTimes.parse(String.valueOf(part.until()))));
        windows.add(new Part(last.get(0), 0, null));
        return new SplitRule(SplitRule.TIME, columns, "", column, windows);
    }

    private static GodwitException invalid(String message) {
        return new GodwitException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
