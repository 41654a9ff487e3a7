package io.godwit.planner.scan.cache;

import io.godwit.pitjoin.timeline.Timeline;

/** A timeline the cache has a reference to. Given up while a join looks into it, its memory comes back when that is done. */
record CachedTimeline(Timeline timeline) implements Cached {
    @Override
    public long bytes() {
        return timeline.bytes();
    }

    @Override
    public void release() {
        timeline.close();
    }
}
