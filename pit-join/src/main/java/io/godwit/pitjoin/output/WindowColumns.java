package io.godwit.pitjoin.output;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.PackedRows;
import io.godwit.pitjoin.gather.RowLocations;
import io.godwit.pitjoin.row.DistinctRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.RowBatches;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one take gives to a window of output rows, in memory, and where each output row finds its own.
 *
 * @param columns the output columns of the take that lie on their own
 * @param packed those that lie row by row, or null
 * @param locations per row of the window
 * @param fetched closed with the window; empty when the rows are carried
 */
record WindowColumns(List<Column> columns, @Nullable Packed packed, long[] locations, RowBatches fetched)
        implements AutoCloseable {
    /** With less, the columns lie near a core as they are. */
    private static final long LEAST_PACKED_BYTES = 1L << 20;

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

    /**
     * Output columns that are gathered together.
     *
     * @param targets their positions in the output
     */
    record Packed(PackedRows rows, List<Integer> targets) {}

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
            return new WindowColumns(List.of(), null, locations, new RowBatches());
        }
        carried.locate(rowIds, count, locations);
        List<Integer> features = featureColumns(matches, take);
        List<Column> columns = IntStream.range(0, outputs.size())
                .mapToObj(i -> Column.of(
                        carried.column(matches.position(take, features.get(i))), firstTarget + outputs.get(i)))
                .toList();
        return new WindowColumns(columns, null, locations, new RowBatches());
    }

    /** Takes over rows that were fetched; {@code distinct} are their ids. */
    static WindowColumns fetched(
            ExecutionContext context,
            JoinMatches matches,
            int take,
            int firstTarget,
            long[] rowIds,
            int count,
            RowBatches fetched,
            DistinctRows distinct) {
        long[] locations = new long[count];
        fetched.locate(context, rowIds, count, distinct, locations);
        List<Integer> outputs = matches.outputs(take);
        List<Integer> together = together(fetched, outputs.size(), locations);
        List<Column> columns = IntStream.range(0, outputs.size())
                .filter(i -> !together.contains(i))
                .mapToObj(i -> Column.of(fetched.column(i), firstTarget + outputs.get(i)))
                .toList();
        if (together.isEmpty()) {
            return new WindowColumns(columns, null, locations, fetched);
        }
        PackedRows rows = PackedRows.pack(together.stream().map(fetched::column).toList(), context);
        List<Integer> targets =
                together.stream().map(i -> firstTarget + outputs.get(i)).toList();
        return new WindowColumns(columns, new Packed(rows, targets), locations, fetched);
    }

    /** The columns that are better gathered together, where every row is somewhere else. */
    private static List<Integer> together(RowBatches fetched, int columnCount, long[] locations) {
        List<Integer> packable = IntStream.range(0, columnCount)
                .filter(column -> fetched.column(column).stream().anyMatch(PackedRows::canPack))
                .boxed()
                .toList();
        long bytes = packable.stream()
                .mapToLong(column -> PackedRows.bytes(fetched.column(column)))
                .sum();
        return packable.size() > 1 && bytes >= LEAST_PACKED_BYTES && RowLocations.areScattered(locations)
                ? packable
                : List.of();
    }

    void gather(List<FieldVector> output, int from, int count) {
        for (Column column : columns) {
            GatherRows.gather(column.vectors(), column.anyNull(), locations, from, count, output.get(column.target()));
        }
        if (packed != null) {
            packed.rows()
                    .gather(
                            locations,
                            from,
                            count,
                            packed.targets().stream().map(output::get).toList());
        }
    }

    @Override
    public void close() {
        if (packed != null) {
            packed.rows().close();
        }
        fetched.close();
    }
}
