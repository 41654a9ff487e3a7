package io.godwit.pitjoin.spec;

import static java.util.Objects.requireNonNull;

/**
 * One comparison of a match condition, feature side first: {@code feature[featureColumn] comparison label[labelColumn] +
 * offset}. The planner turns every spelling (operands flipped, constants on either side) into this one.
 *
 * @param featureColumn index into {@link FeatureSource#schema()}
 * @param labelColumn index into the label schema
 * @param nullPasses whether a null feature time meets the bound (the open end of a validity range); a null label time meets none
 */
public record TimeBound(
        int featureColumn, Comparison comparison, int labelColumn, TimeOffset offset, boolean nullPasses) {
    /** How the feature's time compares with the label's. */
    public enum Comparison {
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    public TimeBound {
        requireNonNull(comparison, "comparison");
        requireNonNull(offset, "offset");
    }
}
