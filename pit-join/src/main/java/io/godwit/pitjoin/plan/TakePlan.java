package io.godwit.pitjoin.plan;

import io.godwit.pitjoin.spec.FeatureJoin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A match of its own within one feature table: all columns that do not ignore nulls share one, each of the others has one.
 *
 * @param notNullColumn feature column that must not be null, or -1
 * @param outputs which of the join's output columns the matched row gives, as positions in {@link FeatureJoin#columns()}
 * @param future for NEAREST, the search beyond the label time
 */
public record TakePlan(
        int notNullColumn,
        List<Integer> outputs,
        SearchPlan search,
        @Nullable SearchPlan future) {}
