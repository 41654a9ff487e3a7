package io.godwit.pitjoin;

import io.godwit.pitjoin.gather.GatherRows;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;

/**
 * The rows that one take gives to a window of output rows, in memory, and where each output row finds its own.
 *
 * @param columns the output columns of the take
 * @param locations per row of the window
 * @param fetched closed with the window; empty when the rows are carried
 */
record WindowColumns(List<Column> columns, long[] locations, RowBatches fetched) implements AutoCloseable {
    /**
     * One output column.
     *
     * @param vectors that hold its rows
     * @param anyNull whether one of them is null: asked once, not for every batch of the window
     * @param target its position in the output
     */
    record Column(List<FieldVector> vectors, boolean anyNull, int target) {
        static Column of(List<FieldVector> vectors, int target) {
            return new Column(vectors, GatherRows.anyNull(vectors), target);
        }
    }

    static List<Integer> featureColumns(JoinMatches matches, int take) {
        List<Integer> columns = matches.plan.join().columns();
        return matches.outputs(take).stream().map(columns::get).toList();
    }

    /** Of rows that were not fetched: they are carried, or nothing is taken of them. */
    static WindowColumns held(JoinMatches matches, int take, int firstTarget, long[] rowIds, int count) {
        RowBatches carried = matches.rows(take);
        List<Integer> outputs = matches.outputs(take);
        long[] locations = new long[count];
        if (outputs.isEmpty() || carried == null) {
            return new WindowColumns(List.of(), locations, new RowBatches());
        }
        carried.locate(rowIds, count, locations);
        List<Integer> features = featureColumns(matches, take);
        List<Column> columns = IntStream.range(0, outputs.size())
                .mapToObj(i -> Column.of(
                        carried.column(matches.position(take, features.get(i))), firstTarget + outputs.get(i)))
                .toList();
        return new WindowColumns(columns, locations, new RowBatches());
    }

    /** Takes over rows that were fetched; {@code distinct} are their ids. */
    static WindowColumns fetched(
            JoinMatches matches,
            int take,
            int firstTarget,
            long[] rowIds,
            int count,
            RowBatches fetched,
            DistinctRows distinct) {
        long[] locations = new long[count];
        fetched.locate(rowIds, count, distinct, locations);
        List<Integer> outputs = matches.outputs(take);
        List<Column> columns = IntStream.range(0, outputs.size())
                .mapToObj(i -> Column.of(fetched.column(i), firstTarget + outputs.get(i)))
                .toList();
        return new WindowColumns(columns, locations, fetched);
    }

    void gather(List<FieldVector> output, int from, int count) {
        for (Column column : columns) {
            GatherRows.gather(column.vectors(), column.anyNull(), locations, from, count, output.get(column.target()));
        }
    }

    @Override
    public void close() {
        fetched.close();
    }
}
