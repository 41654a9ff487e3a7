package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.gather.GatherRows;
import io.godwit.pitjoin.key.KeyPartitions;
import io.godwit.pitjoin.match.FeatureBatch;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.row.SharedColumns;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The keys and times of one feature table's rows of a partition, by the pieces into which its labels are divided. */
final class FeaturePieces implements AutoCloseable {
    private static final int NONE = KeyPartitions.NONE;

    private final ExecutionContext context;
    private final FeaturePlan plan;
    private final Division division;
    private final RowPlacement placement;
    private final KeyPartitions hash;
    private final List<Integer> columns;
    /** By piece, then by heavy key the rows that each of its pieces needs. */
    private final PartitionedRows rows;

    private final FeatureBatch batch;
    private final int[][] pieces = new int[RowPlacement.MOST_PIECES][0];
    private int[] positions = new int[0];

    private FeaturePieces(
            ExecutionContext context, FeaturePlan plan, Division division, Schema schema, AtomicLong writtenBytes) {
        this.context = context;
        this.plan = plan;
        this.division = division;
        this.placement = RowPlacement.of(plan, division);
        this.hash = division.hash(plan);
        this.columns = IntStream.range(0, schema.getFields().size()).boxed().toList();
        this.batch = new FeatureBatch(plan, division.keys());
        this.rows = new PartitionedRows(
                context, schema, division.pieceCount() + division.heavyKeys().size(), writtenBytes);
    }

    /** Divides a partition of the features. */
    static FeaturePieces of(
            ExecutionContext context,
            FeaturePlan plan,
            Division division,
            PartitionedRows features,
            int partition,
            AtomicLong writtenBytes) {
        FeaturePieces pieces = new FeaturePieces(context, plan, division, features.schema(), writtenBytes);
        try (BatchStream stream = features.read(partition)) {
            for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot owned = batch) {
                    pieces.add(owned);
                }
            }
            pieces.rows.finish();
            pieces.placement.finish();
            return pieces;
        } catch (RuntimeException | Error e) {
            pieces.close();
            throw e;
        }
    }

    private void add(VectorSchemaRoot root) {
        int rowCount = root.getRowCount();
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = pieces[i].length < rowCount ? new int[rowCount] : pieces[i];
            Arrays.fill(pieces[i], 0, rowCount, NONE);
        }
        List<FieldVector> keys = plan.join().keys().stream()
                .map(pair -> root.getVector(plan.readColumns().indexOf(pair.featureColumn())))
                .toList();
        hash.assign(keys, rowCount, pieces[0]);
        int heavy = load(root);
        takeOutHeavy(rowCount, pieces[0]);
        placement.place(batch, positions, heavy, pieces);
        int copies = 1;
        for (int copy = 1; copy < pieces.length; copy++) {
            copies = dropRepeated(copy, rowCount) ? copy + 1 : copies;
        }
        rows.add(SharedColumns.of(root, columns, 0, rowCount), Arrays.copyOf(pieces, copies));
    }

    /** Whether any row has one more piece. */
    private boolean dropRepeated(int copy, int rowCount) {
        boolean any = false;
        for (int row = 0; row < rowCount; row++) {
            for (int other = 0; other < copy; other++) {
                if (pieces[copy][row] == pieces[other][row]) {
                    pieces[copy][row] = NONE;
                }
            }
            any |= pieces[copy][row] != NONE;
        }
        return any;
    }

    /** Rows of heavy keys are placed by time, not by hash. */
    private void takeOutHeavy(int rowCount, int[] hashed) {
        for (int row = 0; row < rowCount; row++) {
            if (division.heavyKey(batch.group(row)) != null) {
                hashed[row] = NONE;
            }
        }
    }

    /** Loads a batch and notes the positions of those rows of heavy keys that any label may take; says how many. */
    private int load(VectorSchemaRoot root) {
        batch.load(root);
        int rowCount = root.getRowCount();
        positions = positions.length < rowCount ? new int[rowCount] : positions;
        int[] eventNulls =
                plan.anchor() == null ? new int[0] : batch.nulls(plan.anchor().featureColumn());
        int count = 0;
        for (int row = 0; row < rowCount; row++) {
            boolean mayBeTaken = eventNulls.length == 0 || eventNulls[row] == 0;
            if (mayBeTaken && division.heavyKey(batch.group(row)) != null) {
                positions[count++] = row;
            }
        }
        return count;
    }

    /** All rows that the labels of a piece need to see. */
    BatchStream read(int piece) {
        HeavyKey key = division.heavyKeyOfPiece(piece);
        return key == null ? rows.read(piece) : new OfHeavyKey(key, piece);
    }

    @Override
    public void close() {
        rows.close();
    }

    /** The rows placed in a piece, those that all pieces of its key share, and those chosen from other pieces. */
    private final class OfHeavyKey implements BatchStream {
        private final HeavyKey key;
        private final int piece;
        private final BitSet sources;
        private int source;
        private BatchStream current;

        OfHeavyKey(HeavyKey key, int piece) {
            this.key = key;
            this.piece = piece;
            this.sources = placement.sources(key, piece - key.firstPiece());
            this.sources.set(division.pieceCount() + key.number());
            this.source = piece;
            this.current = rows.read(piece);
        }

        @Override
        public Schema schema() {
            return rows.schema();
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            while (true) {
                VectorSchemaRoot next = current.next();
                if (next == null) {
                    if (sources.isEmpty()) {
                        return null;
                    }
                    current.close();
                    source = sources.length() - 1;
                    sources.clear(source);
                    current = rows.read(source);
                } else if (source == piece || source >= division.pieceCount()) {
                    return next;
                } else {
                    VectorSchemaRoot chosen = choose(next);
                    if (chosen != null) {
                        return chosen;
                    }
                }
            }
        }

        private @Nullable VectorSchemaRoot choose(VectorSchemaRoot root) {
            try (VectorSchemaRoot owned = root) {
                int count = load(owned);
                int chosen = placement.choose(key, piece - key.firstPiece(), source, batch, positions, count);
                return chosen == 0 ? null : GatherRows.gather(owned, positions, chosen, context.allocator());
            }
        }

        @Override
        public void close() {
            current.close();
        }
    }
}
