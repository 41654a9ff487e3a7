package io.godwit.planner.physical;

import io.godwit.pitjoin.JoinStream;
import io.godwit.pitjoin.PointInTimeJoin;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Joins labels with all feature tables of one level in one pass.
 *
 * @param labelColumns label columns put out
 */
record PointInTimePlan(PhysicalPlan labels, List<Integer> labelColumns, List<Feature> features)
        implements PhysicalPlan {
    /**
     * One feature table.
     *
     * @param columns feature columns put out
     * @param match which row is taken, for a reader
     */
    record Feature(
            String name,
            PhysicalPlan plan,
            List<KeyPair> keys,
            @Nullable MatchCondition condition,
            List<Integer> columns,
            boolean keepUnmatched,
            String match) {
        FeatureJoin join(ExecutionProfile profile) {
            return new FeatureJoin(name, plan.features(profile), keys, condition, columns, keepUnmatched);
        }

        Feature withColumns(List<Integer> newColumns) {
            return new Feature(name, plan, keys, condition, newColumns, keepUnmatched, match);
        }
    }

    PointInTimePlan {
        labelColumns = List.copyOf(labelColumns);
        features = List.copyOf(features);
    }

    /** With only some of its output columns. */
    PointInTimePlan narrow(List<Integer> used) {
        List<Integer> keptLabels = new ArrayList<>();
        used.stream()
                .filter(column -> column < labelColumns.size())
                .map(labelColumns::get)
                .forEach(keptLabels::add);
        List<Feature> narrowed = new ArrayList<>();
        int start = labelColumns.size();
        for (Feature feature : features) {
            int first = start;
            int end = start + feature.columns().size();
            narrowed.add(feature.withColumns(used.stream()
                    .filter(column -> column >= first && column < end)
                    .map(column -> feature.columns().get(column - first))
                    .toList()));
            start = end;
        }
        return new PointInTimePlan(labels, keptLabels, narrowed);
    }

    @Override
    public Schema schema() {
        List<Field> fields = new ArrayList<>();
        List<Field> labelFields = labels.schema().getFields();
        labelColumns.forEach(column -> fields.add(labelFields.get(column)));
        for (Feature feature : features) {
            List<Field> featureFields = feature.plan().schema().getFields();
            for (int column : feature.columns()) {
                Field field = featureFields.get(column);
                fields.add(feature.keepUnmatched() ? nullable(field) : field);
            }
        }
        return new Schema(fields);
    }

    private static Field nullable(Field field) {
        return new Field(
                field.getName(),
                new org.apache.arrow.vector.types.pojo.FieldType(
                        true, field.getType(), field.getDictionary(), field.getMetadata()),
                field.getChildren());
    }

    @Override
    public List<PhysicalPlan> inputs() {
        List<PhysicalPlan> inputs = new ArrayList<>();
        inputs.add(labels);
        features.forEach(feature -> inputs.add(feature.plan()));
        return inputs;
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder("Point-in-time join");
        for (Feature feature : features) {
            text.append(features.size() == 1 ? " " : "\n    ")
                    .append(feature.name())
                    .append(": ")
                    .append(feature.match());
        }
        return text.toString();
    }

    /** Each part reads keys and times of the features anew; its labels' bounds keep that short where they are sorted. */
    @Override
    public @Nullable PhysicalPlan shard(Shard shard) {
        PhysicalPlan part = isDeterministic() ? labels.shard(shard) : null;
        return part == null ? null : new PointInTimePlan(part, labelColumns, features);
    }

    @Override
    public BatchStream open(ExecutionContext context, ExecutionProfile profile) {
        List<FeatureJoin> joins =
                features.stream().map(feature -> feature.join(profile)).toList();
        JoinStream stream = PointInTimeJoin.open(context, labels.openTimed(context, profile), labelColumns, joins);
        profile.addQuality(() -> FeatureQuality.of(stream.report(), joins));
        profile.add(this, () -> JoinSummary.describe(stream.report(), joins));
        return stream;
    }
}
