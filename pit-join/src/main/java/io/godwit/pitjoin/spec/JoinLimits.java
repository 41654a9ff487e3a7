package io.godwit.pitjoin.spec;

/**
 * Bounds on how a join divides its work, beside those that memory sets.
 *
 * @param chunkLabels most labels indexed at a time
 * @param windowLabels most labels put out at a time once the join spills
 * @param partitions into how many parts keys are cut when it spills, a power of two
 * @param gatherCost what spilling a fetched row and reading it back costs, in rows read from the table
 */
public record JoinLimits(int chunkLabels, int windowLabels, int partitions, double gatherCost) {
    public static final JoinLimits DEFAULT = new JoinLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 64, 2);
}
