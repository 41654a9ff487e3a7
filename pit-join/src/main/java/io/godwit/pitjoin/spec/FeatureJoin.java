package io.godwit.pitjoin.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One feature table of a join and how its rows meet the labels.
 *
 * @param name what the statement calls it, for reports and errors
 * @param source where the rows come from
 * @param keys pairs of columns that must be equal; none means every row is of the same entity
 * @param condition which row of the entity is taken; null for a static table, whose every row with the key is taken
 * @param columns feature columns put out, indexes into {@link FeatureSource#schema()}, in output order
 * @param keepUnmatched whether a label without a match comes out with nulls (LEFT) or not at all
 */
public record FeatureJoin(
        String name,
        FeatureSource source,
        List<KeyPair> keys,
        @Nullable MatchCondition condition,
        List<Integer> columns,
        boolean keepUnmatched) {
    /** {@code label[labelColumn] = feature[featureColumn]}. */
    public record KeyPair(int labelColumn, int featureColumn) {}

    public FeatureJoin {
        requireNonNull(name, "name");
        requireNonNull(source, "source");
        keys = List.copyOf(keys);
        columns = List.copyOf(columns);
    }
}
