package io.godwit.pitjoin.label;

import io.godwit.pitjoin.batch.Words;
import io.godwit.pitjoin.kernel.BoxIndex;
import io.godwit.pitjoin.kernel.CalendarMonths;
import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.kernel.SlotIndex;
import io.godwit.pitjoin.key.KeyCoding;
import io.godwit.pitjoin.key.KeyIndex;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.TimeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The labels that are joined in one pass over the features: their batches, kept for the output, and the indexes over
 * their keys and times, one per combination however many feature tables use it.
 */
public final class LabelChunk implements OutputLabels {
    private record KeySpec(List<Integer> columns, List<KeyCoding> codings) {}

    private record GroupSpec(KeySpec keys, List<LabelTime> times) {}

    private record IndexSpec(GroupSpec groups, List<LabelTime> dimensions, boolean backwards) {}

    private final Schema schema;
    private final ChunkBudget budget;
    private final Map<KeySpec, LabelKeys> keys = new LinkedHashMap<>();
    private final Map<LabelTime, LabelTimes> times = new LinkedHashMap<>();
    private final Map<GroupSpec, Groups> groups = new HashMap<>();
    private final Map<IndexSpec, SlotIndex> slots = new HashMap<>();
    private final Map<IndexSpec, BoxIndex> boxes = new HashMap<>();
    private final List<VectorSchemaRoot> batches = new ArrayList<>();
    private final Map<Integer, long[]> wordRanges = new HashMap<>();
    private int labelCount;

    public LabelChunk(Schema schema, List<FeaturePlan> plans, ChunkBudget budget) {
        this.schema = schema;
        this.budget = budget;
        for (FeaturePlan plan : plans) {
            KeySpec spec = keySpec(plan);
            keys.computeIfAbsent(spec, absent -> new LabelKeys(KeyIndex.of(spec.codings())));
            plan.labelTimes().forEach(time -> times.computeIfAbsent(time, absent -> new LabelTimes()));
        }
    }

    private static KeySpec keySpec(FeaturePlan plan) {
        return new KeySpec(plan.labelKeyColumns(), plan.labelKeys());
    }

    /** Takes over a batch of labels. */
    public void add(VectorSchemaRoot batch) {
        batches.add(batch);
        budget.add(batch);
        int rowCount = batch.getRowCount();
        times.forEach((time, labelTimes) -> labelTimes.add(
                batch.getVector(time.column()),
                rowCount,
                labelCount,
                time.months(),
                timeType(time.column()).unitNanos()));
        labelCount += rowCount;
    }

    /** How many more labels the chunk may take. */
    int room() {
        return budget.room();
    }

    @Override
    public int labelCount() {
        return labelCount;
    }

    @Override
    public List<VectorSchemaRoot> batches() {
        return batches;
    }

    public KeyIndex keyIndex(FeaturePlan plan) {
        return labelKeys(plan).index;
    }

    private LabelKeys labelKeys(FeaturePlan plan) {
        LabelKeys found = keys.get(keySpec(plan));
        if (found == null) {
            throw new IllegalStateException(
                    "No index of the keys of " + plan.join().name());
        }
        found.catchUp(batches, plan.labelKeyColumns());
        return found;
    }

    /** Per label, and maybe beyond, its group, or a negative number when its key is null. */
    public int[] groupOf(FeaturePlan plan) {
        return labelKeys(plan).groupOf;
    }

    public LabelTimes times(LabelTime time) {
        LabelTimes found = times.get(time);
        if (found == null) {
            throw new IllegalStateException("No label times for " + time);
        }
        return found;
    }

    Schema schema() {
        return schema;
    }

    /** The value of a label column, converted, or null when it converts to none. */
    @Nullable
    Object read(int label, int column, KeyValues values) {
        int batch = 0;
        int row = label;
        while (row >= batches.get(batch).getRowCount()) {
            row -= batches.get(batch++).getRowCount();
        }
        return values.read(batches.get(batch).getVector(column), row);
    }

    /** The least and the greatest value of a column of words that is not null everywhere. */
    long[] wordRange(int column) {
        return wordRanges.computeIfAbsent(column, absent -> {
            long[] range = {Long.MAX_VALUE, Long.MIN_VALUE};
            for (VectorSchemaRoot batch : batches) {
                widen(range, batch.getVector(column), batch.getRowCount());
            }
            return range;
        });
    }

    private static void widen(long[] range, FieldVector column, int rowCount) {
        long[] words = new long[rowCount];
        int[] nulls = new int[rowCount];
        Words.read(column, rowCount, words);
        Words.markNulls(column, rowCount, nulls, -1);
        for (int row = 0; row < rowCount; row++) {
            if (nulls[row] == 0) {
                range[0] = Math.min(range[0], words[row]);
                range[1] = Math.max(range[1], words[row]);
            }
        }
    }

    public TimeType timeType(int column) {
        return TimeType.of(schema.getFields().get(column));
    }

    /** The labels by group, without those whose key, or a time of the condition, is null. */
    Groups groups(FeaturePlan plan) {
        GroupSpec spec = new GroupSpec(keySpec(plan), plan.labelTimes());
        return groups.computeIfAbsent(spec, absent -> {
            LabelKeys labelKeys = labelKeys(plan);
            int[] groupOf = labelKeys.groupOf;
            if (plan.labelTimes().stream().anyMatch(time -> times(time).anyNull)) {
                groupOf = Arrays.copyOf(groupOf, labelCount);
                markNullTimes(plan, groupOf, 0, labelCount);
            }
            return Groups.of(groupOf, labelCount, labelKeys.index.groupCount());
        });
    }

    /** Marks those of the labels from {@code from} on of which a time of the condition is null: they match nothing. */
    public void markNullTimes(FeaturePlan plan, int[] groupOf, int from, int to) {
        for (LabelTime time : plan.labelTimes()) {
            times(time).markNulls(groupOf, from, to);
        }
    }

    public SlotIndex slotIndex(FeaturePlan plan, SearchPlan search) {
        return slots.computeIfAbsent(
                indexSpec(plan, search),
                absent -> new SlotIndex(
                        groups(plan), oriented(search, search.dimensions().get(0)), labelCount));
    }

    public BoxIndex boxIndex(FeaturePlan plan, SearchPlan search) {
        return boxes.computeIfAbsent(indexSpec(plan, search), absent -> {
            long[][] timesOf = search.dimensions().stream()
                    .map(dimension -> oriented(search, dimension))
                    .toArray(long[][]::new);
            return new BoxIndex(groups(plan), timesOf, labelCount);
        });
    }

    /** A search for the earliest is one for the latest with time running backwards. */
    private long[] oriented(SearchPlan search, LabelTime dimension) {
        long[] values = times(dimension).values;
        return search.earliest() ? complement(values) : values;
    }

    private static long[] complement(long[] values) {
        long[] complements = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            complements[i] = ~values[i];
        }
        return complements;
    }

    private static IndexSpec indexSpec(FeaturePlan plan, SearchPlan search) {
        GroupSpec groups = new GroupSpec(keySpec(plan), plan.labelTimes());
        return new IndexSpec(groups, search.dimensions(), search.earliest());
    }

    /** Lets go of the indexes too: whoever closed the chunk may still have it in a frame of its stack. */
    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
        batches.clear();
        keys.clear();
        times.clear();
        groups.clear();
        slots.clear();
        boxes.clear();
        budget.close();
    }

    /** The groups of all labels under one choice of key columns; found out when first asked for. */
    private static final class LabelKeys {
        private final KeyIndex index;
        private int[] groupOf = new int[0];
        private int[] batchGroups = new int[0];
        private int batchesDone;
        private int labelsDone;

        LabelKeys(KeyIndex index) {
            this.index = index;
        }

        void catchUp(List<VectorSchemaRoot> batches, List<Integer> columns) {
            for (; batchesDone < batches.size(); batchesDone++) {
                VectorSchemaRoot batch = batches.get(batchesDone);
                add(columns.stream().map(batch::getVector).toList(), batch.getRowCount(), labelsDone);
                labelsDone += batch.getRowCount();
            }
        }

        private void add(List<FieldVector> columns, int rowCount, int firstLabel) {
            if (groupOf.length < firstLabel + rowCount) {
                groupOf = Arrays.copyOf(groupOf, grown(firstLabel, rowCount));
            }
            batchGroups = batchGroups.length < rowCount ? new int[rowCount] : batchGroups;
            index.add(columns, rowCount, batchGroups);
            System.arraycopy(batchGroups, 0, groupOf, firstLabel, rowCount);
        }
    }

    /** One time of all labels. */
    public static final class LabelTimes {
        private long[] values = new long[0];
        private long[] batchValues = new long[0];
        private int[] nulls = new int[0];
        private boolean anyNull;
        private long earliest = Long.MAX_VALUE;
        private long latest = Long.MIN_VALUE;

        private void add(FieldVector column, int rowCount, int firstLabel, int months, long unitNanos) {
            if (values.length < firstLabel + rowCount) {
                values = Arrays.copyOf(values, grown(firstLabel, rowCount));
                nulls = Arrays.copyOf(nulls, values.length);
            }
            batchValues = batchValues.length < rowCount ? new long[rowCount] : batchValues;
            Words.read(column, rowCount, batchValues);
            for (int row = 0; row < rowCount && months != 0; row++) {
                batchValues[row] = CalendarMonths.plus(batchValues[row], months, unitNanos);
            }
            System.arraycopy(batchValues, 0, values, firstLabel, rowCount);
            if (column.getNullCount() > 0) {
                anyNull = true;
                int[] batchNulls = new int[rowCount];
                Words.markNulls(column, rowCount, batchNulls, -1);
                System.arraycopy(batchNulls, 0, nulls, firstLabel, rowCount);
            }
            widen(firstLabel, rowCount);
        }

        private void widen(int firstLabel, int rowCount) {
            for (int label = firstLabel; label < firstLabel + rowCount; label++) {
                if (!isNull(label)) {
                    earliest = Math.min(earliest, values[label]);
                    latest = Math.max(latest, values[label]);
                }
            }
        }

        /** The least of all that are not null. */
        long earliest() {
            return earliest;
        }

        /** The greatest of all that are not null. */
        long latest() {
            return latest;
        }

        public long value(int label) {
            return values[label];
        }

        boolean isNull(int label) {
            return anyNull && nulls[label] != 0;
        }

        private void markNulls(int[] groupOf, int from, int to) {
            for (int label = from; anyNull && label < to; label++) {
                groupOf[label] |= nulls[label];
            }
        }
    }

    private static int grown(int held, int added) {
        return (int) Math.min(Integer.MAX_VALUE - 8L, Math.max((long) held + added, held + (held >> 1)));
    }
}
