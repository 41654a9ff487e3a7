package io.godwit.planner.training.create;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.split.SplitOptions;
import io.godwit.planner.training.split.SplitRule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What stands in {@code WITH (…)}.
 *
 * @param materialize whether the rows are kept in a table
 * @param knownAt {@code applied}, {@code waived}, or empty when nothing was said
 * @param pin {@code required}, {@code best-effort} or {@code none}
 * @param splits how rows are told apart into parts, or null when they are not
 * @param statistics whether the columns are summarized on the way; they are, unless told otherwise, where there are splits
 */
record CreateOptions(
        boolean materialize,
        String knownAt,
        String pin,
        String description,
        String owner,
        Map<String, String> tags,
        @Nullable SplitRule splits,
        boolean statistics) {
    static final String APPLIED = "applied";
    static final String WAIVED = "waived";

    private static final List<String> NAMES = List.of(
            "materialize", "known_at", "pin", "statistics", "description", "owner", "tag.<key>", "split.<way or part>");
    private static final String TAG = "tag.";

    /** Of a version that is made of another: what is not said is as it is there, and rows are split as there. */
    static CreateOptions of(Map<String, String> options, Manifest base) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.put("materialize", Boolean.toString(base.materialized() != null));
        all.put("known_at", base.knownAt().equals(WAIVED) ? WAIVED : "");
        all.put("pin", base.pin());
        all.put("description", base.description());
        all.put("statistics", "false");
        base.tags().forEach((key, value) -> all.put(TAG + key, value));
        all.putAll(options);
        CreateOptions said = of(all, base.owner());
        if (said.splits() != null) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A version made FROM VERSION %d is split as that one is; leave out the options that begin with split."
                            .formatted(base.version()));
        }
        return new CreateOptions(
                said.materialize(),
                said.knownAt(),
                said.pin(),
                said.description(),
                said.owner(),
                said.tags(),
                base.splits(),
                false);
    }

    static CreateOptions of(Map<String, String> options, String principal) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> tags = new TreeMap<>();
        Map<String, String> splits = new TreeMap<>();
        options.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(SplitOptions.PREFIX)) {
                splits.put(name.substring(SplitOptions.PREFIX.length()).toLowerCase(Locale.ROOT), value);
            } else if (name.toLowerCase(Locale.ROOT).startsWith(TAG)) {
                tags.put(name.substring(TAG.length()), value);
            } else if (NAMES.contains(name.toLowerCase(Locale.ROOT))) {
                byName.put(name, value);
            } else {
                throw unknown(name);
            }
        });
        SplitRule rule = SplitOptions.rule(splits);
        String statistics = byName.getOrDefault("statistics", Boolean.toString(rule != null));
        return new CreateOptions(
                oneOf("materialize", byName.getOrDefault("materialize", "false"), "true", "false")
                        .equals("true"),
                oneOf("known_at", byName.getOrDefault("known_at", ""), APPLIED, WAIVED, ""),
                oneOf(
                        "pin",
                        byName.getOrDefault("pin", Manifest.PIN_REQUIRED),
                        Manifest.PIN_REQUIRED,
                        Manifest.PIN_BEST_EFFORT,
                        Manifest.PIN_NONE),
                byName.getOrDefault("description", ""),
                byName.getOrDefault("owner", principal),
                tags,
                rule,
                oneOf("statistics", statistics, "true", "false").equals("true"));
    }

    private static GodwitException unknown(String name) {
        return new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "A training dataset has no option %s%s; its options are: %s"
                        .formatted(name, NearestName.hint(name, NAMES), String.join(", ", NAMES)));
    }

    private static String oneOf(String name, String value, String... allowed) {
        String wanted = value.toLowerCase(Locale.ROOT);
        if (!List.of(allowed).contains(wanted)) {
            String words = Stream.of(allowed).filter(word -> !word.isEmpty()).collect(Collectors.joining(", "));
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT, "Option %s is '%s'; it may be: %s".formatted(name, value, words));
        }
        return wanted;
    }
}
