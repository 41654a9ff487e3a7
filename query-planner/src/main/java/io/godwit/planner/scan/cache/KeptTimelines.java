package io.godwit.planner.scan.cache;

import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelinePlace;
import org.jspecify.annotations.Nullable;

/** The timelines of some columns in the cache. */
record KeptTimelines(ColumnCache cache, Object columns) implements TimelinePlace {
    @Override
    public @Nullable Timeline find(Object detail) {
        return cache.findTimeline(new TimelineKey(columns, detail));
    }

    @Override
    public @Nullable Claim claim(Object detail) {
        return cache.claim(new TimelineKey(columns, detail));
    }
}
