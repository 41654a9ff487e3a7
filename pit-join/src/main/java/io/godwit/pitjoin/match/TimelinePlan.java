package io.godwit.pitjoin.match;

import io.godwit.pitjoin.key.KeyCoding;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.plan.SearchPlan;
import io.godwit.pitjoin.plan.SearchPlan.Bound;
import io.godwit.pitjoin.plan.TakePlan;
import io.godwit.pitjoin.timeline.TimelineColumns;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A join that a timeline can answer: it looks back from one label time, and asks for nothing but event and ingestion times.
 *
 * @param columns feature columns the timeline is made of
 * @param events bounds that end where the search begins
 * @param knownAt bounds on the ingestion time
 */
record TimelinePlan(
        FeaturePlan feature, List<Integer> columns, SearchPlan search, List<Bound> events, List<Bound> knownAt) {
    /** What else a timeline of the same columns depends on. */
    private record Detail(List<Integer> keys, List<KeyCoding> codings, int event, int ingestion) {}

    /** Null when it takes the pass over the rows. */
    static @Nullable TimelinePlan of(FeaturePlan feature) {
        if (feature.isCarried() || feature.takes().size() != 1) {
            return null;
        }
        TakePlan take = feature.takes().get(0);
        SearchPlan search = take.search();
        if (take.future() != null || take.notNullColumn() >= 0 || search.earliest() || !search.hasSlots()) {
            return null;
        }
        List<Bound> events = new ArrayList<>();
        List<Bound> knownAt = new ArrayList<>();
        for (Bound bound : search.searched()) {
            if (bound.featureColumn() == search.eventColumn()) {
                events.add(bound);
            } else if (OptionalInt.of(bound.featureColumn()).equals(search.ingestionColumn())) {
                knownAt.add(bound);
            } else {
                return null;
            }
        }
        Set<Integer> columns = new LinkedHashSet<>();
        feature.join().keys().forEach(pair -> columns.add(pair.featureColumn()));
        columns.add(search.eventColumn());
        search.ingestionColumn().ifPresent(columns::add);
        return new TimelinePlan(feature, List.copyOf(columns), search, events, knownAt);
    }

    TimelineColumns positions() {
        return new TimelineColumns(
                feature.join().keys().stream()
                        .map(pair -> columns.indexOf(pair.featureColumn()))
                        .toList(),
                columns.indexOf(search.eventColumn()),
                search.ingestionColumn().isEmpty()
                        ? -1
                        : columns.indexOf(search.ingestionColumn().getAsInt()));
    }

    Object detail() {
        TimelineColumns positions = positions();
        return new Detail(positions.keys(), feature.featureKeys(), positions.event(), positions.ingestion());
    }
}
