package io.godwit.planner.rule;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.planner.rel.PointInTimeJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.IntPair;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Takes away columns that nobody above reads. Calcite finds {@code trimFields} by reflection, which is why the class and
 * the method are public.
 */
public final class ColumnPruner extends RelFieldTrimmer {
    private final RelBuilder builder;
    private final Cancellation cancellation;

    ColumnPruner(RelBuilder builder, Cancellation cancellation) {
        super(null, builder);
        this.builder = builder;
        this.cancellation = cancellation;
    }

    @Override
    protected TrimResult trimChild(
            RelNode rel, RelNode input, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        cancellation.check();
        return super.trimChild(rel, input, fieldsUsed, extraFields);
    }

    /** What only the condition reads goes no further. */
    @Override
    public TrimResult trimFields(Filter filter, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        TrimResult trimmed = super.trimFields(filter, fieldsUsed, extraFields);
        int kept = fieldsUsed.cardinality();
        if (kept == 0 || kept == trimmed.left.getRowType().getFieldCount() || !extraFields.isEmpty()) {
            return trimmed;
        }
        builder.push(trimmed.left);
        Mapping mapping = Mappings.create(
                MappingType.INVERSE_SURJECTION, filter.getRowType().getFieldCount(), kept);
        List<RexNode> columns = new ArrayList<>();
        fieldsUsed.forEachInt(column -> {
            mapping.set(column, columns.size());
            columns.add(builder.field(trimmed.right.getTarget(column)));
        });
        return result(builder.project(columns).build(), mapping, filter);
    }

    /** A point-in-time join needs what it puts out, and the columns of its keys and condition. */
    public TrimResult trimFields(PointInTimeJoin join, ImmutableBitSet fieldsUsed, Set<RelDataTypeField> extraFields) {
        int labelCount = join.labelColumnCount();
        int featureCount = join.features().getRowType().getFieldCount();
        ImmutableBitSet needed = fieldsUsed.union(columnsOf(join));
        TrimResult labels =
                trimChild(join, join.labels(), needed.intersect(ImmutableBitSet.range(labelCount)), Set.of());
        TrimResult features = trimChild(
                join,
                join.features(),
                needed.except(ImmutableBitSet.range(labelCount)).shift(-labelCount),
                Set.of());
        RelNode trimmed = new PointInTimeJoin(
                join.getCluster(),
                join.getTraitSet(),
                labels.left,
                features.left,
                keys(join, labels.right, features.right),
                condition(join.condition(), labels.right, features.right),
                join.keepUnmatched());
        int newLabelCount = labels.left.getRowType().getFieldCount();
        Mapping mapping = Mappings.create(
                MappingType.INVERSE_SURJECTION,
                labelCount + featureCount,
                trimmed.getRowType().getFieldCount());
        for (IntPair pair : labels.right) {
            mapping.set(pair.source, pair.target);
        }
        for (IntPair pair : features.right) {
            mapping.set(pair.source + labelCount, pair.target + newLabelCount);
        }
        return result(trimmed, mapping, join);
    }

    private static ImmutableBitSet columnsOf(PointInTimeJoin join) {
        int labelCount = join.labelColumnCount();
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        for (KeyPair key : join.keys()) {
            columns.set(key.labelColumn()).set(labelCount + key.featureColumn());
        }
        MatchCondition condition = join.condition();
        for (TimeBound bound : condition.bounds()) {
            columns.set(bound.labelColumn()).set(labelCount + bound.featureColumn());
        }
        columns.set(labelCount + condition.eventTimeColumn());
        condition.ingestionTimeColumn().ifPresent(column -> columns.set(labelCount + column));
        condition.ignoreNullsColumns().forEach(column -> columns.set(labelCount + column));
        return columns.build();
    }

    private static List<KeyPair> keys(PointInTimeJoin join, Mapping labels, Mapping features) {
        return join.keys().stream()
                .map(key -> new KeyPair(labels.getTarget(key.labelColumn()), features.getTarget(key.featureColumn())))
                .toList();
    }

    private static MatchCondition condition(MatchCondition condition, Mapping labels, Mapping features) {
        OptionalInt ingestionTime = condition.ingestionTimeColumn();
        return new MatchCondition(
                features.getTarget(condition.eventTimeColumn()),
                ingestionTime.isPresent()
                        ? OptionalInt.of(features.getTarget(ingestionTime.getAsInt()))
                        : ingestionTime,
                condition.direction(),
                condition.bounds().stream()
                        .map(bound -> new TimeBound(
                                features.getTarget(bound.featureColumn()),
                                bound.comparison(),
                                labels.getTarget(bound.labelColumn()),
                                bound.offset(),
                                bound.nullPasses()))
                        .toList(),
                condition.ignoreNullsColumns().stream().map(features::getTarget).toList());
    }
}
