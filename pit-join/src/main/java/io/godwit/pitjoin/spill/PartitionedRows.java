package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.gather.RowLocations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows cut into partitions and spilled; within a partition they keep their order. Batches are gathered in memory until
 * every partition has a piece worth writing.
 */
public final class PartitionedRows implements AutoCloseable {
    private static final int MOST_BUFFERED_ROWS = 1 << 19;
    private static final int FEWEST_BUFFERED_ROWS = 1 << 12;
    private static final long MOST_BUFFERED_BYTES = 64L << 20;
    private static final int BLOCK_ROWS = 1 << 16;
    /** Of what the query has left. */
    private static final int SHARE = 16;

    private final ExecutionContext context;
    private final Schema schema;
    private final SpillFile file;
    private final List<List<SpillFile.Block>> blocks;
    private final long[] rowCounts;
    private final Reservation charge;
    private final int bufferRows;
    private final long bufferBytes;

    private final List<VectorSchemaRoot> buffered = new ArrayList<>();
    private final List<int[][]> partitions = new ArrayList<>();
    private int bufferedRows;
    private long bufferedBytes;
    private long writtenRows;
    private long writtenBufferBytes;

    public PartitionedRows(ExecutionContext context, Schema schema, int partitionCount, AtomicLong writtenBytes) {
        this.context = context;
        this.schema = schema;
        this.blocks = IntStream.range(0, partitionCount)
                .mapToObj(partition -> (List<SpillFile.Block>) new ArrayList<SpillFile.Block>())
                .toList();
        this.rowCounts = new long[partitionCount];
        long free = context.memory().limitBytes() - context.memory().heldBytes();
        int rowBytes = Long.BYTES + 2 * Integer.BYTES;
        this.bufferRows = (int) Math.max(FEWEST_BUFFERED_ROWS, Math.min(MOST_BUFFERED_ROWS, free / SHARE / rowBytes));
        this.bufferBytes = Math.min(MOST_BUFFERED_BYTES, context.allocator().getHeadroom() / SHARE);
        this.charge = new Reservation(context.memory(), "rows on their way to the spill directory");
        this.file = new SpillFile(context, writtenBytes);
    }

    public Schema schema() {
        return schema;
    }

    public int partitionCount() {
        return blocks.size();
    }

    /**
     * Takes over a batch.
     *
     * @param partitionsOf arrays of a partition per row, which all get the row; none twice, and a negative number is none
     */
    public void add(VectorSchemaRoot batch, int[]... partitionsOf) {
        int rowCount = batch.getRowCount();
        buffered.add(batch);
        partitions.add(Arrays.stream(partitionsOf)
                .map(partitionOf -> Arrays.copyOf(partitionOf, rowCount))
                .toArray(int[][]::new));
        bufferedRows += rowCount * partitionsOf.length;
        bufferedBytes += bufferBytes(batch);
        if (bufferedRows >= bufferRows || bufferedBytes >= bufferBytes) {
            flush();
        }
    }

    private static long bufferBytes(VectorSchemaRoot batch) {
        return batch.getFieldVectors().stream()
                .mapToLong(FieldVector::getBufferSize)
                .sum();
    }

    /** Writes what is still in memory; after that the partitions can be read. */
    public void finish() {
        flush();
    }

    private void flush() {
        charge.resize((long) bufferedRows * (Long.BYTES + Integer.BYTES));
        int[] ends = new int[blocks.size() + 1];
        for (int[][] partitionsOf : partitions) {
            for (int[] partitionOf : partitionsOf) {
                for (int partition : partitionOf) {
                    ends[partition + 1]++;
                }
            }
        }
        ends[0] = 0;
        for (int partition = 0; partition < blocks.size(); partition++) {
            ends[partition + 1] += ends[partition];
        }
        int[] next = ends.clone();
        long[] locations = new long[ends[blocks.size()]];
        for (int batch = 0; batch < partitions.size(); batch++) {
            for (int row = 0; row < buffered.get(batch).getRowCount(); row++) {
                for (int[] partitionOf : partitions.get(batch)) {
                    if (partitionOf[row] >= 0) {
                        locations[next[partitionOf[row]]++] = RowLocations.of(batch, row);
                    }
                }
            }
        }
        List<List<FieldVector>> sources = IntStream.range(0, schema.getFields().size())
                .mapToObj(column ->
                        buffered.stream().map(batch -> batch.getVector(column)).toList())
                .toList();
        for (int partition = 0; partition < blocks.size(); partition++) {
            for (int from = ends[partition]; from < ends[partition + 1]; from += BLOCK_ROWS) {
                context.cancellation().check();
                write(partition, sources, locations, from, Math.min(BLOCK_ROWS, ends[partition + 1] - from));
            }
        }
        clear();
    }

    private void write(int partition, List<List<FieldVector>> sources, long[] locations, int from, int count) {
        try (VectorSchemaRoot piece =
                GatherRows.gather(schema, sources::get, locations, from, count, context.allocator())) {
            blocks.get(partition).add(file.append(piece));
            rowCounts[partition] += count;
            writtenRows += count;
            writtenBufferBytes += bufferBytes(piece);
        }
    }

    private void clear() {
        buffered.forEach(VectorSchemaRoot::close);
        buffered.clear();
        partitions.clear();
        bufferedRows = 0;
        bufferedBytes = 0;
        charge.resize(0);
    }

    public boolean isEmpty(int partition) {
        return rowCounts[partition] == 0;
    }

    /** How many rows a partition has. */
    public long rowCount(int partition) {
        return rowCounts[partition];
    }

    /** What a row takes in Arrow buffers, on average. */
    double bytesPerRow() {
        return writtenRows == 0 ? 0 : (double) writtenBufferBytes / writtenRows;
    }

    /** The rows of a partition; may be read more than once. */
    public BatchStream read(int partition) {
        return new BlockStream(context, file, schema, blocks.get(partition));
    }

    @Override
    public void close() {
        clear();
        file.close();
    }
}
