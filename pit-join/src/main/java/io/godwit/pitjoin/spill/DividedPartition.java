package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.plan.FeaturePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A partition with more labels than a chunk may have, in pieces: labels, and per join the features they need to see. */
final class DividedPartition implements AutoCloseable {
    private final Division division;
    private final PartitionedRows labels;
    private final List<FeaturePieces> features = new ArrayList<>();

    private DividedPartition(Division division, PartitionedRows labels) {
        this.division = division;
        this.labels = labels;
    }

    /**
     * Divides a partition.
     *
     * @param plans joins between what is spilled of the labels and of {@code features}
     * @param mostLabels so many a chunk may have; pieces are made smaller, for they are cut by a sample
     */
    static DividedPartition of(
            ExecutionContext context,
            PartitionedRows labels,
            List<PartitionedRows> features,
            List<FeaturePlan> plans,
            int partition,
            long mostLabels,
            AtomicLong writtenBytes) {
        Division division = Division.of(context, plans, labels, partition, Math.max(1, mostLabels * 3 / 4));
        DividedPartition divided;
        try {
            divided = new DividedPartition(
                    division, new PartitionedRows(context, labels.schema(), division.pieceCount(), writtenBytes));
        } catch (RuntimeException | Error e) {
            division.close();
            throw e;
        }
        try {
            try (BatchStream stream = labels.read(partition)) {
                divided.addLabels(stream);
            }
            for (int join = 0; join < plans.size(); join++) {
                divided.features.add(FeaturePieces.of(
                        context, plans.get(join), division, features.get(join), partition, writtenBytes));
            }
            return divided;
        } catch (RuntimeException | Error e) {
            divided.close();
            throw e;
        }
    }

    private void addLabels(BatchStream stream) {
        int[] pieces = new int[0];
        for (VectorSchemaRoot batch = stream.next(); batch != null; batch = stream.next()) {
            pieces = pieces.length < batch.getRowCount() ? new int[batch.getRowCount()] : pieces;
            try {
                division.assign(batch, pieces);
            } catch (RuntimeException | Error e) {
                batch.close();
                throw e;
            }
            labels.add(batch, pieces);
        }
        labels.finish();
    }

    int pieceCount() {
        return division.pieceCount();
    }

    BatchStream labels(int piece) {
        return labels.read(piece);
    }

    FeaturePieces features(int join) {
        return features.get(join);
    }

    @Override
    public void close() {
        features.forEach(FeaturePieces::close);
        labels.close();
        division.close();
    }
}
