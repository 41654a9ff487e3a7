package io.godwit.pitjoin.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the labels say about the feature rows that can match: per feature column a range and, where the labels have few
 * enough keys, the set of values. All of them must hold; a column not named is free. Values are Arrow's own objects for
 * the column's type ({@code Long} for integers and times in the column's unit, {@code String}, {@code byte[]}, {@code
 * BigDecimal}, …), so that a scan can prune files, row groups and pages by them.
 */
public record LabelBounds(List<ColumnBounds> columns) {
    /** No knowledge: every row may match. */
    public static final LabelBounds NONE = new LabelBounds(List.of());

    public LabelBounds {
        columns = List.copyOf(columns);
    }

    /**
     * The bounds of one feature column. Rows in which the column is null never match, unless {@code nullsMatch}.
     *
     * @param column index into {@link FeatureSource#schema()}
     * @param min least value that can match, or null when there is none
     * @param max greatest value that can match, or null when there is none
     * @param values the only values that can match, or null when there are too many to list
     */
    public record ColumnBounds(
            int column,
            @Nullable Object min,
            @Nullable Object max,
            @Nullable List<Object> values,
            boolean nullsMatch) {
        public ColumnBounds {
            values = values == null ? null : List.copyOf(values);
        }

        private boolean matchesNothing() {
            return values != null && values.isEmpty() && !nullsMatch;
        }
    }

    /** No label can match anything: there are none, or all their keys or times are null. */
    public static final LabelBounds NOTHING =
            new LabelBounds(List.of(new ColumnBounds(0, null, null, List.of(), false)));

    public boolean matchesNothing() {
        return columns.stream().anyMatch(ColumnBounds::matchesNothing);
    }
}
