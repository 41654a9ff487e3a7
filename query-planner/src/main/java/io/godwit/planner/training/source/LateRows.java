package io.godwit.planner.training.source;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.catalog.Quoted;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.training.registry.Manifest;
import io.godwit.planner.training.statement.TrainingStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What became of a table since a version read it, as far as it would change the version: rows that its query would take now
 * and that were not there, and rows that it took and that are gone. Where the query makes one row of many, its rows cannot be
 * traced, and every row that came or went is listed as a possible one.
 *
 * @param gone a query of rows that are gone, each once
 * @param come a query of rows that came, each once
 * @param columns the columns the version reads
 * @param key those that tell which row became which, as the table declares them; may be empty
 * @param effect {@code taken}, or {@code possible} where rows cannot be traced
 */
public record LateRows(String gone, String come, List<String> columns, List<String> key, String effect) {
    private static final String TAKEN = "taken";
    private static final String POSSIBLE = "possible";
    private static final String ENTITY_KEY = "godwit.entity-key";
    private static final String EVENT_TIME = "godwit.event-time";

    public LateRows {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** Which of the manifest's tables is meant; null means the only one. */
    public static int position(Manifest manifest, @Nullable String table) {
        List<String> names =
                manifest.tables().stream().map(Manifest.SourceTable::fullName).toList();
        List<Integer> meant = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (table == null || isNamed(names.get(i), table)) {
                meant.add(i);
            }
        }
        if (meant.size() == 1) {
            return meant.get(0);
        }
        if (names.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Training dataset %s reads no table of the lake, so no row can come late for it"
                            .formatted(manifest.fullName()));
        }
        if (table != null && meant.isEmpty()) {
            throw new GodwitException(
                    ErrorCode.NOT_FOUND,
                    "Training dataset %s reads no table %s%s; it reads: %s"
                            .formatted(
                                    manifest.fullName(),
                                    table,
                                    NearestName.hint(table, names),
                                    String.join(", ", names)));
        }
        throw new GodwitException(
                ErrorCode.INVALID_ARGUMENT,
                "Training dataset %s reads several tables, or one in several versions; say which with OF: %s"
                        .formatted(manifest.fullName(), String.join(", ", names)));
    }

    private static boolean isNamed(String full, String table) {
        String wanted = table.toLowerCase(Locale.ROOT);
        return ("." + full.toLowerCase(Locale.ROOT)).endsWith("." + wanted);
    }

    /** @param presentNames what the columns that the version reads are called now */
    public static LateRows of(Manifest manifest, int position, boolean traceable, List<String> presentNames) {
        Manifest.SourceTable source = manifest.tables().get(position);
        List<String> columns =
                source.columns().stream().map(Manifest.SourceTable.Column::name).toList();
        String select = "SELECT " + columns.stream().map(Quoted::name).collect(Collectors.joining(", ")) + " FROM ";
        String now = renaming(presentNames, columns)
                + table(source)
                + (source.version().isEmpty() ? "" : " FOR " + source.version());
        String then = source.hasSnapshot()
                ? select + table(source) + " FOR VERSION AS OF " + source.snapshotId()
                : now + " WHERE FALSE";
        String takenThen = traceable ? select + taken(manifest, position, "") : then;
        String takenNow = traceable ? select + taken(manifest, position, "-now") : now;
        return new LateRows(
                takenThen + " EXCEPT " + now,
                takenNow + " EXCEPT " + then,
                columns,
                key(source, columns),
                traceable ? TAKEN : POSSIBLE);
    }

    private static String renaming(List<String> from, List<String> to) {
        return IntStream.range(0, to.size())
                .mapToObj(i -> Quoted.name(from.get(i)) + " AS " + Quoted.name(to.get(i)))
                .collect(Collectors.joining(", ", "SELECT ", " FROM "));
    }

    private static String taken(Manifest manifest, int position, String when) {
        return "%s.%s FOR VERSION AS OF '%d%s-takes:%d'"
                .formatted(
                        TrainingStatement.SCHEMA, Quoted.name(manifest.dataset()), manifest.version(), when, position);
    }

    private static String table(Manifest.SourceTable source) {
        TableName name = new TableName(source.catalog(), TableIdentifier.parse(source.identifier()));
        return Stream.concat(Stream.of(name.catalog()), name.parts().stream())
                .map(Quoted::name)
                .collect(Collectors.joining("."));
    }

    /** The declared entity key and event time, if the version reads them. */
    private static List<String> key(Manifest.SourceTable source, List<String> columns) {
        String entity = source.properties().getOrDefault(ENTITY_KEY, "");
        List<String> declared = new ArrayList<>(Arrays.stream(entity.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList());
        String eventTime = source.properties().get(EVENT_TIME);
        if (declared.isEmpty() || eventTime == null) {
            return List.of();
        }
        declared.add(eventTime);
        boolean all = declared.stream().allMatch(name -> columns.stream().anyMatch(name::equalsIgnoreCase));
        return all ? declared : List.of();
    }

    /** The report: what happened to a row, how it bears on the version, and the row. */
    public String sql(List<String> askedKey) {
        RowChanges changes = new RowChanges(gone, come, columns, askedKey.isEmpty() ? key : askedKey);
        return changes.sql("'%s' AS %s".formatted(effect, Quoted.name("effect")));
    }
}
