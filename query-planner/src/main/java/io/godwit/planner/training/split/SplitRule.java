package io.godwit.planner.training.split;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a training dataset a row belongs to: a function of the row alone, so that appends, threads and restarts move
 * no row. By hash of some columns (rows that agree in them, a group, stay together) or by windows of a time column.
 *
 * @param by {@code hash} or {@code time}
 * @param columns hashed together, or the one time column
 * @param salt of the hash; another salt is another shuffle
 * @param column name of the column that says the part
 * @param parts by name for a hash, by time otherwise
 */
public record SplitRule(String by, List<String> columns, String salt, String column, List<Part> parts) {
    static final String HASH = "hash";
    static final String TIME = "time";

    /**
     * One part.
     *
     * @param share of the rows, for a hash
     * @param until end of its window, not in it; null for a hash and for the last window
     */
    public record Part(String name, double share, @Nullable String until) {}

    public SplitRule {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
    }

    boolean isByTime() {
        return by.equals(TIME);
    }

    /** Where the rule's columns stand in a result, or an error that names the nearest. */
    List<Integer> positions(Schema schema) {
        List<String> names = schema.getFields().stream().map(Field::getName).toList();
        if (names.stream().anyMatch(column::equalsIgnoreCase)) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The query has a column %s already, which the split was to be written to; name another with split.column"
                            .formatted(column));
        }
        return columns.stream().map(wanted -> position(wanted, names)).toList();
    }

    private static int position(String wanted, List<String> names) {
        return IntStream.range(0, names.size())
                .filter(index -> names.get(index).equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The query has no column %s to split by%s; its columns are: %s"
                                .formatted(wanted, NearestName.hint(wanted, names), String.join(", ", names))));
    }
}
