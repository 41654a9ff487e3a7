package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.match.StaticMatches;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.DistinctRows;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.NumberBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Matches of a table without time. A piece of a window tells each label's key by number, then lists the rows of every key
 * once, so that a key with many labels and many rows is not multiplied out.
 */
final class SpilledStaticMatches extends SpilledMatches {
    private static final Field KEY = Field.notNullable("key", new ArrowType.Int(Integer.SIZE, true));
    private static final Schema LABELS = new Schema(List.of(PLACE, KEY));
    private static final Schema ROWS =
            new Schema(List.of(KEY, Field.notNullable("row", new ArrowType.Int(Long.SIZE, true))));

    /** Labels with their keys, and the rows of those {@code keyCount} keys. */
    private record Piece(SpillFile.Block labels, List<SpillFile.Block> rows, int keyCount, int rowCount) {}

    private final List<List<Piece>> pieces = new ArrayList<>();
    private final TakeSpan[] spans;

    SpilledStaticMatches(ExecutionContext context, FeaturePlan plan, SpilledLabels labels, SpillFile file) {
        super(context, plan, labels, file);
        this.spans = new TakeSpan[labels.windowCount()];
        for (int window = 0; window < spans.length; window++) {
            spans[window] = new TakeSpan();
            pieces.add(new ArrayList<>());
        }
    }

    @Override
    void write(JoinMatches matches, long[] ordinals, int from, int to, int window) {
        StaticMatches all = (StaticMatches) matches;
        Map<Integer, Integer> keyOf = new HashMap<>();
        List<Integer> firstLabels = new ArrayList<>();
        try (VectorSchemaRoot block = VectorSchemaRoot.create(LABELS, context.allocator())) {
            NumberBatches.allocate(block, to - from);
            int count = 0;
            for (int label = from; label < to; label++) {
                if (all.count(label) > 0) {
                    Integer key = keyOf.putIfAbsent(all.group(label), keyOf.size());
                    if (key == null) {
                        key = firstLabels.size();
                        firstLabels.add(label);
                    }
                    block.getVector(0).getDataBuffer().setInt((long) count * Integer.BYTES, place(ordinals[label]));
                    block.getVector(1).getDataBuffer().setInt((long) count * Integer.BYTES, key);
                    count++;
                }
            }
            if (count > 0) {
                NumberBatches.setCount(block, count);
                SpillFile.Block labelBlock = file.append(block);
                pieces.get(window).add(rows(all, firstLabels, labelBlock, window));
            }
        }
    }

    private Piece rows(StaticMatches all, List<Integer> firstLabels, SpillFile.Block labelBlock, int window) {
        List<SpillFile.Block> blocks = new ArrayList<>();
        int rowCount = 0;
        try (VectorSchemaRoot block = VectorSchemaRoot.create(ROWS, context.allocator())) {
            NumberBatches.allocate(block, BLOCK_LABELS);
            ArrowBuf keys = block.getVector(0).getDataBuffer();
            ArrowBuf rows = block.getVector(1).getDataBuffer();
            int count = 0;
            for (int key = 0; key < firstLabels.size(); key++) {
                int label = firstLabels.get(key);
                int keyRows = all.count(label);
                rowCount = Math.addExact(rowCount, keyRows);
                for (int nth = 0; nth < keyRows; nth++) {
                    long rowId = all.rowId(0, label, nth);
                    spans[window].add(rowId);
                    keys.setInt((long) count * Integer.BYTES, key);
                    rows.setLong((long) count * Long.BYTES, rowId);
                    if (++count == BLOCK_LABELS) {
                        NumberBatches.setCount(block, count);
                        blocks.add(file.append(block));
                        count = 0;
                    }
                }
            }
            if (count > 0) {
                NumberBatches.setCount(block, count);
                blocks.add(file.append(block));
            }
        }
        return new Piece(labelBlock, blocks, firstLabels.size(), rowCount);
    }

    @Override
    int takeCount() {
        return 1;
    }

    @Override
    TakeSpan span(int take, int window) {
        return spans[window];
    }

    @Override
    long[] distinctRows(int take, int window) {
        Rows rows = readRows(window);
        return DistinctRows.of(rows.rowIds, rows.rowIds.length).ascending();
    }

    @Override
    JoinMatches read(int window, @Nullable HeldRows held) {
        Reservation charge = new Reservation(context.memory(), "a window of matches");
        try {
            int keys = pieces.get(window).stream().mapToInt(Piece::keyCount).sum();
            int rowCount = rowCount(window);
            charge.resize((long) (labels.labelCount(window) + keys) * Integer.BYTES + (long) rowCount * Long.BYTES);
            Rows rows = readRows(window);
            return new StaticMatches(plan, held, charge, readKeys(window), rows.starts, rows.rowIds);
        } catch (RuntimeException | Error e) {
            charge.close();
            throw e;
        }
    }

    private int rowCount(int window) {
        return pieces.get(window).stream().mapToInt(Piece::rowCount).reduce(0, Math::addExact);
    }

    /** Per label of the window the number of its key, counted through all pieces, or a negative number. */
    private int[] readKeys(int window) {
        int[] keyOf = new int[labels.labelCount(window)];
        Arrays.fill(keyOf, -1);
        long[] places = new long[BLOCK_LABELS];
        long[] keys = new long[BLOCK_LABELS];
        int firstKey = 0;
        for (Piece piece : pieces.get(window)) {
            try (VectorSchemaRoot batch = file.read(piece.labels(), LABELS, context.allocator())) {
                Words.read(batch.getVector(0), batch.getRowCount(), places);
                Words.read(batch.getVector(1), batch.getRowCount(), keys);
                for (int row = 0; row < batch.getRowCount(); row++) {
                    keyOf[(int) places[row]] = firstKey + (int) keys[row];
                }
            }
            firstKey += piece.keyCount();
        }
        return keyOf;
    }

    private Rows readRows(int window) {
        int keys = pieces.get(window).stream().mapToInt(Piece::keyCount).sum();
        Rows rows = new Rows(new int[keys + 1], new long[rowCount(window)]);
        long[] keyOf = new long[BLOCK_LABELS];
        long[] ids = new long[BLOCK_LABELS];
        int firstKey = 0;
        int next = 0;
        for (Piece piece : pieces.get(window)) {
            for (SpillFile.Block block : piece.rows()) {
                try (VectorSchemaRoot batch = file.read(block, ROWS, context.allocator())) {
                    int count = batch.getRowCount();
                    Words.read(batch.getVector(0), count, keyOf);
                    Words.read(batch.getVector(1), count, ids);
                    System.arraycopy(ids, 0, rows.rowIds, next, count);
                    next += count;
                    for (int row = 0; row < count; row++) {
                        rows.starts[firstKey + (int) keyOf[row] + 1]++;
                    }
                }
            }
            firstKey += piece.keyCount();
        }
        for (int key = 0; key < keys; key++) {
            rows.starts[key + 1] += rows.starts[key];
        }
        return rows;
    }

    /** Rows of key {@code k} are {@code rowIds[starts[k] .. starts[k + 1])}. */
    private record Rows(int[] starts, long[] rowIds) {}
}
