package io.godwit.planner.statistics;

import org.apache.datasketches.kll.KllDoublesSketch;
import org.jspecify.annotations.Nullable;

/**
 * How far a column's distribution has moved: for numbers and times the greatest distance of the two cumulative distributions
 * (Kolmogorov and Smirnov), for the rest the share of values that would have to change bucket (total variation), and for all
 * the difference of the shares of nulls, if that is greater. It has moved when that is more than chance (at one in a thousand)
 * and the sketches' error explain.
 *
 * @param distance from 0 to 1, or null for types whose values are not looked into
 */
public record ColumnDrift(@Nullable Double distance, boolean moved) {
    private static final double ONE_IN_A_THOUSAND = 1.95;
    private static final int POINTS = 200;

    /** @param same whether the values are known to be the same */
    public static ColumnDrift between(ColumnSummary before, ColumnSummary after, boolean same) {
        if (same) {
            return new ColumnDrift(0.0, false);
        }
        double nulls = Math.abs(before.nullShare() - after.nullShare());
        KllDoublesSketch old = before.sketch();
        KllDoublesSketch young = after.sketch();
        if (old != null && young != null) {
            double error = old.getNormalizedRankError(false) + young.getNormalizedRankError(false);
            return of(Math.max(nulls, kolmogorovSmirnov(old, young)), before, after, error);
        }
        if (before.buckets() != null && after.buckets() != null) {
            return of(Math.max(nulls, totalVariation(before.buckets(), after.buckets())), before, after, 0);
        }
        return nulls > 0 ? of(nulls, before, after, 0) : new ColumnDrift(null, false);
    }

    private static ColumnDrift of(double distance, ColumnSummary before, ColumnSummary after, double error) {
        double n = before.rows();
        double m = after.rows();
        double chance = n == 0 || m == 0 ? 0 : ONE_IN_A_THOUSAND * Math.sqrt((n + m) / (n * m));
        return new ColumnDrift(distance, distance > chance + error);
    }

    private static double kolmogorovSmirnov(KllDoublesSketch before, KllDoublesSketch after) {
        double[] fractions = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            fractions[i] = i / (double) (POINTS - 1);
        }
        return Math.max(
                distance(before, after, before.getQuantiles(fractions)),
                distance(before, after, after.getQuantiles(fractions)));
    }

    private static double distance(KllDoublesSketch before, KllDoublesSketch after, double[] points) {
        double greatest = 0;
        for (double point : points) {
            greatest = Math.max(greatest, Math.abs(before.getRank(point) - after.getRank(point)));
        }
        return greatest;
    }

    private static double totalVariation(long[] before, long[] after) {
        double beforeSum = sum(before);
        double afterSum = sum(after);
        if (beforeSum == 0 || afterSum == 0) {
            return beforeSum == afterSum ? 0 : 1;
        }
        double distance = 0;
        for (int i = 0; i < before.length; i++) {
            distance += Math.abs(before[i] / beforeSum - after[i] / afterSum);
        }
        return distance / 2;
    }

    private static double sum(long[] counts) {
        double sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
