package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.row.DistinctRows;
import io.godwit.pitjoin.row.FetchedRows;
import io.godwit.pitjoin.row.NumberBatches;
import io.godwit.pitjoin.row.RowBatches;
import io.godwit.pitjoin.row.RowSizes;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The feature rows that one take gives, on disk by window of labels, where fetching them window by window would read the
 * table again and again.
 *
 * <p>The windows' row ids, each window's ascending, are merged: in every round all windows together ask for the rows up to
 * some id, which are fetched once and written to each window that wants them. So the table is read once, in its order.
 */
final class GatheredRows implements AutoCloseable {
    private static final Schema IDS =
            new Schema(List.of(Field.notNullable(FeatureSource.ROW_ID, new ArrowType.Int(Long.SIZE, true))));
    private static final int BLOCK_ROWS = 1 << 16;
    private static final int FEWEST_IDS = 1 << 7;
    /** Ids are read ahead in so many blocks, so that a round does not end with the block that one window has used up. */
    private static final int BLOCKS_AHEAD = 8;

    private final ExecutionContext context;
    private final FeatureJoin join;
    private final List<Integer> columns;
    private final Schema schema;
    private final SpillFile file;
    private final List<List<SpillFile.Block>> windows = new ArrayList<>();

    private GatheredRows(ExecutionContext context, FeatureJoin join, List<Integer> columns, AtomicLong writtenBytes) {
        this.context = context;
        this.join = join;
        this.columns = columns;
        List<Field> fields = new ArrayList<>();
        columns.forEach(column -> fields.add(join.source().schema().getFields().get(column)));
        fields.addAll(IDS.getFields());
        this.schema = new Schema(fields);
        this.file = new SpillFile(context, writtenBytes);
    }

    /** Fetches what the windows take, and spills it. */
    static GatheredRows gather(
            ExecutionContext context,
            SpilledMatches matches,
            int take,
            List<Integer> columns,
            int windowCount,
            AtomicLong writtenBytes) {
        GatheredRows gathered = new GatheredRows(context, matches.plan.join(), columns, writtenBytes);
        try (SpillFile ids = new SpillFile(context, writtenBytes)) {
            int rowsAtATime = new RowSizes(gathered.schema, context.allocator()).windowRows() / 2;
            int blockIds = rowsAtATime / windowCount / BLOCKS_AHEAD;
            List<WindowIds> wanted = new ArrayList<>();
            for (int window = 0; window < windowCount; window++) {
                gathered.windows.add(new ArrayList<>());
                wanted.add(gathered.spillIds(
                        matches.distinctRows(take, window), ids, Math.max(FEWEST_IDS, Math.min(BLOCK_ROWS, blockIds))));
            }
            gathered.fetchAll(wanted);
            return gathered;
        } catch (RuntimeException | Error e) {
            gathered.close();
            throw e;
        }
    }

    private WindowIds spillIds(long[] rowIds, SpillFile ids, int blockIds) {
        List<SpillFile.Block> blocks = new ArrayList<>();
        for (int from = 0; from < rowIds.length; from += blockIds) {
            int count = Math.min(blockIds, rowIds.length - from);
            try (VectorSchemaRoot block = idBatch(rowIds, from, count)) {
                blocks.add(ids.append(block));
            }
        }
        return new WindowIds(ids, blocks);
    }

    private VectorSchemaRoot idBatch(long[] rowIds, int from, int count) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(IDS, context.allocator());
        NumberBatches.allocate(batch, count);
        for (int row = 0; row < count; row++) {
            batch.getVector(0).getDataBuffer().setLong((long) row * Long.BYTES, rowIds[from + row]);
        }
        NumberBatches.setCount(batch, count);
        return batch;
    }

    private void fetchAll(List<WindowIds> wanted) {
        while (true) {
            context.cancellation().check();
            long upTo = Long.MAX_VALUE;
            for (WindowIds window : wanted) {
                upTo = Math.min(upTo, window.knownUpTo());
            }
            long[][] taken = new long[wanted.size()][];
            int count = 0;
            for (int window = 0; window < taken.length; window++) {
                taken[window] = wanted.get(window).take(upTo);
                count += taken[window].length;
            }
            if (count == 0) {
                return;
            }
            fetchRound(taken, count);
        }
    }

    private void fetchRound(long[][] taken, int count) {
        long[] all = new long[count];
        int next = 0;
        for (long[] ids : taken) {
            System.arraycopy(ids, 0, all, next, ids.length);
            next += ids.length;
        }
        DistinctRows distinct = DistinctRows.of(all, count);
        try (RowBatches rows = FetchedRows.fetch(join, context, distinct.ascending(), columns)) {
            for (int window = 0; window < taken.length; window++) {
                long[] ids = taken[window];
                long[] locations = new long[ids.length];
                rows.locate(context, ids, ids.length, distinct, locations);
                for (int from = 0; from < ids.length; from += BLOCK_ROWS) {
                    int rowCount = Math.min(BLOCK_ROWS, ids.length - from);
                    try (VectorSchemaRoot piece = piece(rows, locations, ids, from, rowCount)) {
                        windows.get(window).add(file.append(piece));
                    }
                }
            }
        }
    }

    private VectorSchemaRoot piece(RowBatches rows, long[] locations, long[] ids, int from, int count) {
        VectorSchemaRoot piece = VectorSchemaRoot.create(schema, context.allocator());
        try (VectorSchemaRoot idBatch = idBatch(ids, from, count)) {
            for (int column = 0; column < columns.size(); column++) {
                GatherRows.gather(rows.column(column), locations, from, count, piece.getVector(column));
            }
            idBatch.getVector(0)
                    .makeTransferPair(piece.getVector(columns.size()))
                    .transfer();
            piece.setRowCount(count);
            return piece;
        } catch (RuntimeException | Error e) {
            piece.close();
            throw e;
        }
    }

    List<Integer> columns() {
        return columns;
    }

    /** The rows of a window, ascending by id. The caller closes them. */
    RowBatches read(int window) {
        RowBatches rows = new RowBatches();
        try {
            for (SpillFile.Block block : windows.get(window)) {
                VectorSchemaRoot batch = file.read(block, schema, context.allocator());
                rows.add(batch, ids(batch), 0);
            }
            return rows;
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    private static long[] ids(VectorSchemaRoot batch) {
        long[] ids = new long[batch.getRowCount()];
        Words.read(batch.getVector(batch.getFieldVectors().size() - 1), ids.length, ids);
        return ids;
    }

    @Override
    public void close() {
        file.close();
    }

    /** The ids one window wants, read block by block. */
    private final class WindowIds {
        private final SpillFile ids;
        private final List<SpillFile.Block> blocks;
        private int nextBlock;
        private final int readAhead;
        private long[] read = new long[0];
        private int next;

        WindowIds(SpillFile ids, List<SpillFile.Block> blocks) {
            this.ids = ids;
            this.blocks = blocks;
            this.readAhead = blocks.isEmpty() ? 0 : BLOCKS_AHEAD * blocks.get(0).rowCount();
        }

        /** Reads ahead and says up to which id it is known what the window wants. */
        long knownUpTo() {
            int left = read.length - next;
            int count = left;
            int end = nextBlock;
            while (end < blocks.size() && count + blocks.get(end).rowCount() <= readAhead) {
                count += blocks.get(end++).rowCount();
            }
            long[] more = Arrays.copyOfRange(read, next, next + count);
            for (int to = left; nextBlock < end; to += blocks.get(nextBlock++).rowCount()) {
                try (VectorSchemaRoot batch = ids.read(blocks.get(nextBlock), IDS, context.allocator())) {
                    System.arraycopy(GatheredRows.ids(batch), 0, more, to, batch.getRowCount());
                }
            }
            read = more;
            next = 0;
            return nextBlock == blocks.size() ? Long.MAX_VALUE : read[read.length - 1];
        }

        /** The ids that come next, as far as {@code upTo}. */
        long[] take(long upTo) {
            int end = Arrays.binarySearch(read, next, read.length, upTo);
            end = end < 0 ? ~end : end + 1;
            long[] taken = Arrays.copyOfRange(read, next, end);
            next = end;
            return taken;
        }
    }
}
