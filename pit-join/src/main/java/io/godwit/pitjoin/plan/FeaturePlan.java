package io.godwit.pitjoin.plan;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.kernel.TimeThreshold;
import io.godwit.pitjoin.key.KeyCoding;
import io.godwit.pitjoin.key.KeyCodings;
import io.godwit.pitjoin.spec.FeatureJoin;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FeatureJoin} with its types looked up and its condition taken apart; what does not fit together is refused
 * here.
 *
 * @param takes what is searched for; empty for a static table
 * @param anchor the label time that staleness and distance are counted from; null for a static table
 * @param knownAtNotAsked {@code ingestion time <= anchor}, where an ingestion time is declared and no bound names it
 * @param readColumns feature columns read in the pass over keys and times
 */
public record FeaturePlan(
        FeatureJoin join,
        List<KeyCoding> labelKeys,
        List<KeyCoding> featureKeys,
        List<TakePlan> takes,
        @Nullable TimeBound anchor,
        @Nullable TimeThreshold knownAtNotAsked,
        List<Integer> readColumns) {
    public static FeaturePlan of(FeatureJoin join, Schema label) {
        Schema feature = join.source().schema();
        List<KeyCodings> keys = join.keys().stream()
                .map(pair -> KeyCodings.of(field(label, pair.labelColumn()), field(feature, pair.featureColumn())))
                .toList();
        MatchCondition condition = join.condition();
        return new FeaturePlan(
                join,
                keys.stream().map(KeyCodings::label).toList(),
                keys.stream().map(KeyCodings::feature).toList(),
                condition == null ? List.of() : takes(join, condition, label),
                condition == null ? null : anchor(join, condition),
                condition == null ? null : knownAtNotAsked(join, condition, label),
                readColumns(join));
    }

    private static List<TakePlan> takes(FeatureJoin join, MatchCondition condition, Schema label) {
        Schema feature = join.source().schema();
        for (TimeBound bound : condition.bounds()) {
            Field labelField = field(label, bound.labelColumn());
            TimeType.requireComparable(field(feature, bound.featureColumn()), labelField);
            TimeType.of(labelField).requireOffset(labelField, bound.offset());
        }
        List<Integer> shared = IntStream.range(0, join.columns().size())
                .filter(output ->
                        !condition.ignoreNullsColumns().contains(join.columns().get(output)))
                .boxed()
                .toList();
        List<TakePlan> takes = new ArrayList<>();
        takes.add(take(join, condition, label, -1, shared));
        for (int output = 0; output < join.columns().size(); output++) {
            if (!shared.contains(output)) {
                takes.add(take(join, condition, label, join.columns().get(output), List.of(output)));
            }
        }
        return takes;
    }

    private static TakePlan take(
            FeatureJoin join, MatchCondition condition, Schema label, int notNullColumn, List<Integer> outputs) {
        Schema feature = join.source().schema();
        if (condition.direction() != Direction.NEAREST) {
            boolean earliest = condition.direction() == Direction.EARLIEST;
            SearchPlan search = SearchPlan.of(condition, earliest, condition.bounds(), label, feature);
            return new TakePlan(notNullColumn, outputs, search, null);
        }
        TimeBound anchor = anchor(join, condition);
        SearchPlan past = SearchPlan.of(
                condition, false, with(condition.required(), anchor, Comparison.LESS_OR_EQUAL), label, feature);
        SearchPlan future =
                SearchPlan.of(condition, true, with(condition.required(), anchor, Comparison.GREATER), label, feature);
        return new TakePlan(notNullColumn, outputs, past, future);
    }

    private static List<TimeBound> with(List<TimeBound> bounds, TimeBound anchor, Comparison comparison) {
        List<TimeBound> all = new ArrayList<>();
        all.add(new TimeBound(anchor.featureColumn(), comparison, anchor.labelColumn(), TimeOffset.NONE, false));
        all.addAll(bounds);
        return all;
    }

    private static TimeBound anchor(FeatureJoin join, MatchCondition condition) {
        return condition.bounds().stream()
                .filter(bound -> bound.featureColumn() == condition.eventTimeColumn())
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The match condition of %s does not compare its event time %s with a label time; add, for example, %s <= <label time>"
                                .formatted(join.name(), eventField(join, condition), eventField(join, condition))));
    }

    private static @Nullable TimeThreshold knownAtNotAsked(FeatureJoin join, MatchCondition condition, Schema label) {
        OptionalInt ingestion = condition.ingestionTimeColumn();
        if (ingestion.isEmpty()
                || condition.bounds().stream().anyMatch(bound -> bound.featureColumn() == ingestion.getAsInt())) {
            return null;
        }
        TimeType featureType = TimeType.of(field(join.source().schema(), ingestion.getAsInt()));
        TimeType labelType = TimeType.of(field(label, anchor(join, condition).labelColumn()));
        return featureType.family() == labelType.family()
                ? new TimeThreshold(featureType.unitNanos(), labelType.unitNanos(), 0, true, false)
                : null;
    }

    private static String eventField(FeatureJoin join, MatchCondition condition) {
        return field(join.source().schema(), condition.eventTimeColumn()).getName();
    }

    private static List<Integer> readColumns(FeatureJoin join) {
        Set<Integer> columns = new LinkedHashSet<>();
        join.keys().forEach(pair -> columns.add(pair.featureColumn()));
        MatchCondition condition = join.condition();
        if (condition != null) {
            columns.add(condition.eventTimeColumn());
            condition.ingestionTimeColumn().ifPresent(columns::add);
            condition.bounds().forEach(bound -> columns.add(bound.featureColumn()));
            columns.addAll(condition.ignoreNullsColumns());
        }
        if (!join.source().canFetch()) {
            columns.addAll(join.columns());
        }
        return List.copyOf(columns);
    }

    private static Field field(Schema schema, int column) {
        return schema.getFields().get(column);
    }

    /** The same between other tables of the same columns. */
    public FeaturePlan withJoin(FeatureJoin other) {
        return new FeaturePlan(other, labelKeys, featureKeys, takes, anchor, knownAtNotAsked, readColumns(other));
    }

    /** Whether columns put out come along with keys and times, since they cannot be fetched later. */
    public boolean isCarried() {
        return !join.source().canFetch();
    }

    public List<Integer> labelKeyColumns() {
        return join.keys().stream().map(KeyPair::labelColumn).toList();
    }

    /** Every label time of the condition: a label in which one of them is null matches nothing. */
    public List<LabelTime> labelTimes() {
        MatchCondition condition = join.condition();
        if (condition == null) {
            return List.of();
        }
        Set<LabelTime> times = new LinkedHashSet<>();
        for (TakePlan take : takes) {
            for (SearchPlan search : searches(take)) {
                times.addAll(search.dimensions());
                search.afterwards().forEach(bound -> times.add(bound.time()));
            }
        }
        condition.bounds().forEach(bound -> times.add(new LabelTime(bound.labelColumn(), 0)));
        return List.copyOf(times);
    }

    public static List<SearchPlan> searches(TakePlan take) {
        SearchPlan future = take.future();
        return future == null ? List.of(take.search()) : List.of(take.search(), future);
    }

    /**
     * The join's columns as they come out: nullable in LEFT joins, else as in their table. A column that ignores nulls and
     * may have none takes the row that the label takes.
     */
    public List<Field> outputFields() {
        return join.columns().stream()
                .map(column -> {
                    Field field = field(join.source().schema(), column);
                    return join.keepUnmatched() ? nullable(field) : field;
                })
                .toList();
    }

    private static Field nullable(Field field) {
        return new Field(
                field.getName(),
                new FieldType(true, field.getType(), field.getDictionary(), field.getMetadata()),
                field.getChildren());
    }
}
