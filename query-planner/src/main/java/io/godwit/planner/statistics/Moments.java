package io.godwit.planner.statistics;

/** Mean and variance, of chunks that are combined as Chan, Golub and LeVeque do, so that nothing is lost to cancellation. */
final class Moments {
    private long count;
    private double mean;
    private double squares;

    void add(double[] values, int valueCount) {
        if (valueCount == 0) {
            return;
        }
        double sum = 0;
        for (int i = 0; i < valueCount; i++) {
            sum += values[i];
        }
        double chunkMean = sum / valueCount;
        double chunkSquares = 0;
        for (int i = 0; i < valueCount; i++) {
            double distance = values[i] - chunkMean;
            chunkSquares += distance * distance;
        }
        combine(valueCount, chunkMean, chunkSquares);
    }

    void add(Moments other) {
        if (other.count > 0) {
            combine(other.count, other.mean, other.squares);
        }
    }

    private void combine(long otherCount, double otherMean, double otherSquares) {
        long total = count + otherCount;
        double distance = otherMean - mean;
        mean += distance * otherCount / total;
        squares += otherSquares + distance * distance * ((double) count / total) * otherCount;
        count = total;
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** Of the rows as they are, not of a population they would be a sample of. */
    double standardDeviation() {
        return Math.sqrt(squares / count);
    }
}
