package io.godwit.pitjoin.label;

import io.godwit.pitjoin.kernel.Groups;
import io.godwit.pitjoin.label.KeyValues.Rounding;
import io.godwit.pitjoin.label.LabelChunk.LabelTimes;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.LabelTime;
import io.godwit.pitjoin.plan.TimeType;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.spec.LabelBounds.ColumnBounds;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What the labels of a chunk say about the feature rows they can match: per key column the values, where they are few, or
 * their range; per time column how far the bounds reach from the earliest and the latest label.
 */
public final class BoundsOfLabels {
    /** Up to so many keys the least and the greatest are looked for, whatever their type. */
    private static final int MAX_ORDERED_KEYS = 10_000;
    /** Up to so many are given one by one: more rarely leave anything out, and a source looks at each for each file. */
    private static final int MAX_LISTED_KEYS = 1_000;

    private final LabelChunk labels;
    private final Schema featureSchema;
    private final Groups groups;
    private final List<ColumnBounds> bounds = new ArrayList<>();

    private BoundsOfLabels(FeaturePlan plan, LabelChunk labels) {
        this.labels = labels;
        this.featureSchema = plan.join().source().schema();
        this.groups = labels.groups(plan);
    }

    public static LabelBounds derive(FeaturePlan plan, LabelChunk labels) {
        BoundsOfLabels derivation = new BoundsOfLabels(plan, labels);
        if (derivation.groups.labelCount() == 0) {
            return LabelBounds.NOTHING;
        }
        plan.join().keys().forEach(derivation::addKey);
        MatchCondition condition = plan.join().condition();
        if (condition != null) {
            condition.required().forEach(derivation::addTime);
        }
        return new LabelBounds(derivation.bounds);
    }

    private void addKey(KeyPair pair) {
        KeyValues values = new KeyValues(
                labels.schema().getFields().get(pair.labelColumn()).getType(),
                featureSchema.getFields().get(pair.featureColumn()).getType());
        if (groups.groupCount() <= MAX_ORDERED_KEYS && values.areListable()) {
            addOrdered(pair, values);
        } else if (values.areWords()) {
            addRange(pair, values);
        }
    }

    private void addOrdered(KeyPair pair, KeyValues values) {
        TreeSet<Object> ordered = new TreeSet<>(KeyValues.ORDER);
        for (int group = 0; group < groups.groupCount(); group++) {
            if (!groups.isEmpty(group)) {
                Object value = labels.read(groups.firstLabel(group), pair.labelColumn(), values);
                if (value != null) {
                    ordered.add(value);
                }
            }
        }
        Object min = ordered.isEmpty() ? null : ordered.first();
        Object max = ordered.isEmpty() ? null : ordered.last();
        List<Object> listed = ordered.size() <= MAX_LISTED_KEYS ? List.copyOf(ordered) : null;
        bounds.add(new ColumnBounds(pair.featureColumn(), min, max, listed, false));
    }

    private void addRange(KeyPair pair, KeyValues values) {
        long[] range = labels.wordRange(pair.labelColumn());
        bounds.add(new ColumnBounds(
                pair.featureColumn(),
                values.convert(range[0], Rounding.UP),
                values.convert(range[1], Rounding.DOWN),
                null,
                false));
    }

    private void addTime(TimeBound bound) {
        LabelTimes times =
                labels.times(new LabelTime(bound.labelColumn(), bound.offset().months()));
        boolean upper = bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.LESS_OR_EQUAL;
        long reach = reach(bound, upper ? times.latest() : times.earliest(), upper);
        bounds.add(new ColumnBounds(
                bound.featureColumn(), upper ? null : reach, upper ? reach : null, null, bound.nullPasses()));
    }

    /** The extreme label time moved by the bound's offset, in the feature column's unit; out of range saturates. */
    private long reach(TimeBound bound, long labelTime, boolean upper) {
        BigDecimal nanos = BigDecimal.valueOf(labelTime)
                .multiply(
                        BigDecimal.valueOf(labels.timeType(bound.labelColumn()).unitNanos()))
                .add(BigDecimal.valueOf(bound.offset().nanos()));
        long unit = TimeType.of(featureSchema.getFields().get(bound.featureColumn()))
                .unitNanos();
        return nanos.divide(BigDecimal.valueOf(unit), 0, upper ? RoundingMode.FLOOR : RoundingMode.CEILING)
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
