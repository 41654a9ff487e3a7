package io.godwit.pitjoin;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;

/**
 * The rows that one take gives to a window of output rows, in memory, and where each output row finds its own.
 *
 * @param columns per output column of the take, the vectors that hold its rows
 * @param targets per output column of the take, its position in the output
 * @param locations per row of the window
 * @param fetched closed with the window; empty when the rows are carried
 */
record WindowColumns(List<List<FieldVector>> columns, List<Integer> targets, long[] locations, RowBatches fetched)
        implements AutoCloseable {
    static WindowColumns of(
            ExecutionContext context, JoinMatches matches, int take, int firstTarget, long[] rowIds, int count) {
        List<Integer> outputs = matches.outputs(take);
        List<Integer> targets =
                outputs.stream().map(output -> firstTarget + output).toList();
        long[] locations = new long[count];
        if (outputs.isEmpty()) {
            return new WindowColumns(List.of(), targets, locations, new RowBatches());
        }
        FeaturePlan plan = matches.plan;
        List<Integer> featureColumns = outputs.stream()
                .map(output -> plan.join().columns().get(output))
                .toList();
        RowBatches carried = matches.rows(take);
        if (carried != null) {
            carried.locate(rowIds, count, locations);
            List<List<FieldVector>> columns = featureColumns.stream()
                    .map(column -> carried.column(matches.position(take, column)))
                    .toList();
            return new WindowColumns(columns, targets, locations, new RowBatches());
        }
        DistinctRows distinct = DistinctRows.of(rowIds, count);
        RowBatches fetched = FetchedRows.fetch(plan.join(), context, distinct.ascending(), featureColumns);
        fetched.locate(rowIds, count, distinct, locations);
        List<List<FieldVector>> columns =
                IntStream.range(0, outputs.size()).mapToObj(fetched::column).toList();
        return new WindowColumns(columns, targets, locations, fetched);
    }

    void gather(List<FieldVector> output, int from, int count) {
        for (int column = 0; column < columns.size(); column++) {
            GatherRows.gather(columns.get(column), locations, from, count, output.get(targets.get(column)));
        }
    }

    @Override
    public void close() {
        fetched.close();
    }
}
