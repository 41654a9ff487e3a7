package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Reservation;
import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.match.TimedMatches;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.DistinctRows;
import io.godwit.pitjoin.row.HeldRows;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.row.NumberBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Matches under a condition: the label's place in its window, and per take one row id. */
final class SpilledTimedMatches extends SpilledMatches {
    private final int takeCount;
    private final Schema schema;
    private final List<List<SpillFile.Block>> blocks = new ArrayList<>();
    /** Per window and take. */
    private final TakeSpan[][] spans;

    SpilledTimedMatches(ExecutionContext context, FeaturePlan plan, SpilledLabels labels, SpillFile file) {
        super(context, plan, labels, file);
        this.takeCount = plan.takes().size();
        List<Field> fields = new ArrayList<>(List.of(PLACE));
        for (int take = 0; take < takeCount; take++) {
            fields.add(Field.notNullable("row" + take, new ArrowType.Int(Long.SIZE, true)));
        }
        this.schema = new Schema(fields);
        this.spans = new TakeSpan[labels.windowCount()][takeCount];
        for (TakeSpan[] window : spans) {
            Arrays.setAll(window, take -> new TakeSpan());
            blocks.add(new ArrayList<>());
        }
    }

    @Override
    void write(JoinMatches matches, long[] ordinals, int from, int to, int window) {
        try (VectorSchemaRoot block = VectorSchemaRoot.create(schema, context.allocator())) {
            NumberBatches.allocate(block, to - from);
            ArrowBuf places = block.getVector(0).getDataBuffer();
            List<ArrowBuf> rows = IntStream.rangeClosed(1, takeCount)
                    .mapToObj(take -> block.getVector(take).getDataBuffer())
                    .toList();
            int count = 0;
            for (int label = from; label < to; label++) {
                if (matches.count(label) > 0) {
                    places.setInt((long) count * Integer.BYTES, place(ordinals[label]));
                    for (int take = 0; take < takeCount; take++) {
                        long rowId = matches.rowId(take, label, 0);
                        rows.get(take).setLong((long) count * Long.BYTES, rowId);
                        if (rowId != JoinMatches.NO_ROW) {
                            spans[window][take].add(rowId);
                        }
                    }
                    count++;
                }
            }
            if (count > 0) {
                NumberBatches.setCount(block, count);
                blocks.get(window).add(file.append(block));
            }
        }
    }

    @Override
    int takeCount() {
        return takeCount;
    }

    @Override
    TakeSpan span(int take, int window) {
        return spans[window][take];
    }

    @Override
    long[] distinctRows(int take, int window) {
        long[][] rowIds = rowIds(window);
        return DistinctRows.of(rowIds[take], rowIds[take].length).ascending();
    }

    @Override
    JoinMatches read(int window, @Nullable HeldRows held) {
        Reservation charge = new Reservation(context.memory(), "a window of matches");
        charge.resize((long) labels.labelCount(window) * takeCount * Long.BYTES);
        try {
            return new TimedMatches(plan, held, charge, rowIds(window));
        } catch (RuntimeException | Error e) {
            charge.close();
            throw e;
        }
    }

    private long[][] rowIds(int window) {
        long[][] rowIds = new long[takeCount][labels.labelCount(window)];
        for (long[] take : rowIds) {
            Arrays.fill(take, JoinMatches.NO_ROW);
        }
        long[] places = new long[BLOCK_LABELS];
        long[] rows = new long[BLOCK_LABELS];
        for (SpillFile.Block block : blocks.get(window)) {
            try (VectorSchemaRoot batch = file.read(block, schema, context.allocator())) {
                int count = batch.getRowCount();
                Words.read(batch.getVector(0), count, places);
                for (int take = 0; take < takeCount; take++) {
                    Words.read(batch.getVector(1 + take), count, rows);
                    for (int row = 0; row < count; row++) {
                        rowIds[take][(int) places[row]] = rows[row];
                    }
                }
            }
        }
        return rowIds;
    }
}
