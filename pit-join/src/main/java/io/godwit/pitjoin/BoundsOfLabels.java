package io.godwit.pitjoin;

/** Derives from the labels of a chunk what their matches can look like. */
final class BoundsOfLabels {
    private BoundsOfLabels() {}

    static LabelBounds derive(FeaturePlan plan, LabelChunk labels) {
        return LabelBounds.NONE;
    }
}
