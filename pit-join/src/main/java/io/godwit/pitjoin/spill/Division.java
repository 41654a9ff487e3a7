package io.godwit.pitjoin.spill;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.key.KeyPartitions;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.TakePlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * How a partition with more labels than a chunk may have is divided into <em>pieces</em>, from a sample of it: the labels of a
 * key that has more than half a piece by time, all others by further bits of the hash of their key.
 */
final class Division implements AutoCloseable {
    private static final int NOT_HEAVY = -1;
    private static final int MOST_PIECES = 512;

    private final LabelSample sample;
    private final LabelTimeReader times;
    private final @Nullable LabelTime time;
    private final List<Integer> keyColumns;
    private final KeyIndex.Probe probe;
    private final KeyPartitions hash;
    private final int partitionCount;
    private final int hashPieces;
    /** Per group of the sample the number of its heavy key. */
    private final int[] heavyOf;

    private final List<HeavyKey> heavyKeys = new ArrayList<>();
    private int[] groups = new int[0];

    /**
     * @param plans joins of the same keys, between what is spilled of the labels and the features
     * @param mostLabels about how many labels a piece may have
     */
    static Division of(
            ExecutionContext context, List<FeaturePlan> plans, PartitionedRows labels, int partition, long mostLabels) {
        LabelTime time = time(plans);
        LabelTimeReader times = new LabelTimeReader(labels.schema(), time);
        LabelSample sample = new LabelSample(context, plans.get(0), times, labels, partition);
        try {
            long pieceLabels = Math.max(mostLabels, labels.rowCount(partition) / MOST_PIECES);
            return new Division(plans.get(0), time, times, sample, labels.partitionCount(), pieceLabels);
        } catch (RuntimeException | Error e) {
            sample.close();
            throw e;
        }
    }

    private Division(
            FeaturePlan any,
            @Nullable LabelTime time,
            LabelTimeReader times,
            LabelSample sample,
            int partitionCount,
            long pieceLabels) {
        this.time = time;
        this.times = times;
        this.keyColumns = any.labelKeyColumns();
        this.partitionCount = partitionCount;
        this.sample = sample;
        this.probe = sample.keys().probe(any.labelKeys());
        this.heavyOf = new int[sample.keys().groupCount()];
        long[] counts = sample.labelCounts();
        long others = 0;
        for (int group = 0; group < counts.length; group++) {
            others += isHeavy(counts[group], pieceLabels) ? 0 : counts[group];
        }
        this.hashPieces = any.labelKeys().isEmpty() ? 1 : powerOfTwo(others / pieceLabels + 1);
        this.hash = new KeyPartitions(any.labelKeys(), hashPieces, partitionCount);
        int piece = hashPieces;
        for (int group = 0; group < counts.length; group++) {
            heavyOf[group] = NOT_HEAVY;
            if (isHeavy(counts[group], pieceLabels)) {
                heavyOf[group] = heavyKeys.size();
                int ranges = (int) ((counts[group] + pieceLabels - 1) / pieceLabels);
                HeavyKey key = new HeavyKey(heavyKeys.size(), piece, sample.borders(group, ranges));
                heavyKeys.add(key);
                piece += key.rangeCount();
            }
        }
    }

    private static boolean isHeavy(long labels, long pieceLabels) {
        return labels > pieceLabels / 2;
    }

    private static int powerOfTwo(long atLeast) {
        return (int) Math.min(MOST_PIECES, atLeast == 1 ? 1 : Long.highestOneBit(atLeast - 1) << 1);
    }

    /** The time that a join searches along where one walk does, else the first that any join compares with. */
    private static @Nullable LabelTime time(List<FeaturePlan> plans) {
        LabelTime first = null;
        for (FeaturePlan plan : plans) {
            for (TakePlan take : plan.takes()) {
                for (SearchPlan search : FeaturePlan.searches(take)) {
                    LabelTime time = search.dimensions().get(0);
                    if (search.hasSlots()) {
                        return time;
                    }
                    first = first == null ? time : first;
                }
            }
        }
        return first;
    }

    @Nullable
    LabelTime time() {
        return time;
    }

    KeyIndex keys() {
        return sample.keys();
    }

    List<HeavyKey> heavyKeys() {
        return heavyKeys;
    }

    /** The heavy key of a group of {@link #keys}, or null. */
    @Nullable
    HeavyKey heavyKey(int group) {
        return group < 0 || heavyOf[group] == NOT_HEAVY ? null : heavyKeys.get(heavyOf[group]);
    }

    /** The heavy key to which a piece belongs, or null. */
    @Nullable
    HeavyKey heavyKeyOfPiece(int piece) {
        for (HeavyKey key : heavyKeys) {
            if (piece >= key.firstPiece() && piece < key.firstPiece() + key.rangeCount()) {
                return key;
            }
        }
        return null;
    }

    /** The pieces of keys that are not heavy, when they are coded so. */
    KeyPartitions hash(FeaturePlan plan) {
        return new KeyPartitions(plan.featureKeys(), hashPieces, partitionCount);
    }

    int pieceCount() {
        return hashPieces + heavyKeys.stream().mapToInt(HeavyKey::rangeCount).sum();
    }

    /** Writes the piece of each label to {@code pieces}. */
    void assign(VectorSchemaRoot labels, int[] pieces) {
        int count = labels.getRowCount();
        groups = groups.length < count ? new int[count] : groups;
        List<FieldVector> keys = keyColumns.stream().map(labels::getVector).toList();
        hash.assign(keys, count, pieces);
        probe.find(keys, count, groups);
        long[] ofLabels = times.read(labels);
        for (int row = 0; row < count; row++) {
            HeavyKey heavy = heavyKey(groups[row]);
            if (heavy != null) {
                pieces[row] = heavy.piece(ofLabels[row]);
            }
        }
    }

    @Override
    public void close() {
        sample.close();
    }
}
