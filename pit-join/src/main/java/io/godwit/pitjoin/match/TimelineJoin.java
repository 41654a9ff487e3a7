package io.godwit.pitjoin.match;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.label.LabelChunk;
import io.godwit.pitjoin.plan.FeaturePlan;
import io.godwit.pitjoin.report.FeatureTally;
import io.godwit.pitjoin.row.JoinMatches;
import io.godwit.pitjoin.spec.FeatureSource;
import io.godwit.pitjoin.spec.LabelBounds;
import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelineBuilder;
import io.godwit.pitjoin.timeline.TimelinePlace;
import org.jspecify.annotations.Nullable;

/**
 * Finds the matches of a chunk of labels in one feature table: in its timeline, where there is one or it is time to build it, by
 * a pass over its rows otherwise.
 *
 * <p>Many labels are searched in parts, by workers and the driver; few are an errand of their own, so that other tables are
 * searched meanwhile. Either way no part waits for another.
 */
public final class TimelineJoin implements AutoCloseable {
    private final FeaturePlan feature;
    private final ExecutionContext context;
    private final LabelChunk labels;
    private final @Nullable TimelinePlan plan;
    private final @Nullable TimelinePlace place;
    private final @Nullable TimelineSearch search;
    private final @Nullable Errand errand;

    /** Begins to search, or to build what is searched. */
    public TimelineJoin(FeaturePlan feature, ExecutionContext context, LabelChunk labels) {
        this.feature = feature;
        this.context = context;
        this.labels = labels;
        this.plan = labels.labelCount() == 0 ? null : TimelinePlan.of(feature);
        this.place = plan == null ? null : feature.join().source().timelines(plan.columns());
        Timeline timeline = plan == null || place == null ? null : findOrBuild(plan, context, place);
        this.search = plan == null || timeline == null ? null : new TimelineSearch(plan, context, labels, timeline);
        this.errand = search == null || !search.isWhole() ? null : Errand.start(context, search::run);
    }

    private static @Nullable Timeline findOrBuild(TimelinePlan plan, ExecutionContext context, TimelinePlace place) {
        Timeline found = place.find(plan.detail());
        return found == null ? build(plan, context, place) : found;
    }

    private static @Nullable Timeline build(TimelinePlan plan, ExecutionContext context, TimelinePlace place) {
        try (TimelinePlace.Claim claim = place.claim(plan.detail())) {
            if (claim == null) {
                return null;
            }
            FeatureSource source = plan.feature().join().source();
            return new TimelineBuilder(
                            context,
                            claim,
                            plan.positions(),
                            plan.feature().featureKeys(),
                            () -> source.read(context, plan.columns(), LabelBounds.NONE))
                    .build();
        }
    }

    /** The matches, which the caller closes. */
    public JoinMatches matches(FeatureTally tally) {
        JoinMatches found = search == null ? null : searched(search, tally);
        if (found != null) {
            return found;
        }
        long readBefore = tally.rowsRead;
        JoinMatches matches = FeaturePass.of(feature, context, labels, tally).run();
        if (plan != null && place != null) {
            place.passed(plan.detail(), tally.rowsRead - readBefore);
        }
        return matches;
    }

    private @Nullable JoinMatches searched(TimelineSearch started, FeatureTally tally) {
        if (errand == null) {
            started.run();
        } else {
            errand.finish();
        }
        context.cancellation().check();
        return started.matches(tally);
    }

    @Override
    public void close() {
        if (errand != null) {
            errand.abandon();
        }
        if (search != null) {
            search.close();
        }
    }
}
