package io.godwit.planner.scan.cache;

import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelinePlace;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/** A timeline that is being built by one thread and may become part of the cache, which may lose interest at any moment. */
final class TimelineFilling implements TimelinePlace.Claim {
    private final ColumnCache cache;
    private final TimelineKey key;
    private long bytes;
    private volatile boolean wanted = true;

    TimelineFilling(ColumnCache cache, TimelineKey key) {
        this.cache = cache;
        this.key = key;
    }

    TimelineKey key() {
        return key;
    }

    /** What fits beside everything else, for it is not worth taking memory from anybody. */
    @Override
    public @Nullable ArrowBuf allocate(long wanted) {
        bytes += wanted;
        if (!cache.hold(wanted) || cache.headroom() < wanted) {
            return null;
        }
        try {
            return cache.allocator().buffer(wanted);
        } catch (OutOfMemoryException e) {
            return null;
        }
    }

    @Override
    public boolean isOpen() {
        return wanted;
    }

    /** Makes the thread that builds give back what it has. */
    void lose() {
        wanted = false;
    }

    @Override
    public void put(Timeline timeline) {
        if (wanted && timeline.retain()) {
            cache.built(key, timeline);
        }
    }

    @Override
    public void close() {
        cache.settled(this, bytes);
    }
}
