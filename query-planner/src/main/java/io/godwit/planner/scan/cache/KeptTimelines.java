package io.godwit.planner.scan.cache;

import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelinePlace;
import org.jspecify.annotations.Nullable;

/**
 * The timelines of some columns in the cache.
 *
 * @param rowCount how many rows there are, about
 */
record KeptTimelines(ColumnCache cache, Object columns, long rowCount) implements TimelinePlace {
    @Override
    public @Nullable Timeline find(Object detail) {
        return cache.findTimeline(new TimelineKey(columns, detail));
    }

    @Override
    public void passed(Object detail, long rowsRead) {
        cache.passed(new TimelineKey(columns, detail), rowsRead);
    }

    @Override
    public @Nullable Claim claim(Object detail) {
        return cache.claim(new TimelineKey(columns, detail), rowCount);
    }
}
