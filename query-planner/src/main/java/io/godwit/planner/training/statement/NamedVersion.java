package io.godwit.planner.training.statement;

import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in quotes after {@code FOR VERSION AS OF}: {@code '3'}, {@code '3-rebuilt'} for the rows of a rebuild that came
 * out different, {@code '3-now'} for what the query of version 3 gives over the tables as they have become, and either of
 * {@code '3'} and {@code '3-now'} with {@code -takes:0} behind it for the rows it takes of its first table.
 *
 * @param table position of a table among the manifest's, or null when the rows of the dataset are meant
 */
public record NamedVersion(
        int number, boolean rebuilt, boolean now, @Nullable Integer table) {
    private static final Pattern NAME =
            Pattern.compile("(?<number>\\d{1,9})(?:(?<rebuilt>-rebuilt)|(?<now>-now)?(?:-takes:(?<table>\\d{1,4}))?)");

    public static Optional<NamedVersion> of(DatasetVersion version) {
        if (!(version.version() instanceof TableVersion.Ref ref)) {
            return Optional.empty();
        }
        Matcher name = NAME.matcher(ref.name().toLowerCase(Locale.ROOT));
        if (!name.matches()) {
            return Optional.empty();
        }
        String table = name.group("table");
        return Optional.of(new NamedVersion(
                Integer.parseInt(name.group("number")),
                name.group("rebuilt") != null,
                name.group("now") != null,
                table == null ? null : Integer.valueOf(table)));
    }

    public static boolean isRebuilt(DatasetVersion version) {
        return of(version).map(NamedVersion::rebuilt).orElse(false);
    }

    public static boolean isNow(DatasetVersion version) {
        return of(version).map(NamedVersion::now).orElse(false);
    }

    public static Optional<Integer> table(DatasetVersion version) {
        return of(version).map(NamedVersion::table);
    }

    /** Whether it is a version as it was made, however it is written. */
    public static boolean isPlain(DatasetVersion version) {
        return of(version)
                .map(named -> !named.rebuilt && !named.now && named.table == null)
                .orElse(true);
    }
}
