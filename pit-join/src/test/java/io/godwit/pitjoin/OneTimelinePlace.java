package io.godwit.pitjoin;

import io.godwit.pitjoin.timeline.Timeline;
import io.godwit.pitjoin.timeline.TimelinePlace;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Keeps the timeline of one join. */
final class OneTimelinePlace implements TimelinePlace, AutoCloseable {
    private final BufferAllocator allocator;
    private @Nullable Timeline kept;

    OneTimelinePlace(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public @Nullable Timeline find(Object detail) {
        return kept != null && kept.retain() ? kept : null;
    }

    @Override
    public void passed(Object detail, long rowsRead) {}

    @Override
    public Claim claim(Object detail) {
        return new Claim() {
            @Override
            public ArrowBuf allocate(long bytes) {
                return allocator.buffer(bytes);
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void put(Timeline timeline) {
                timeline.retain();
                kept = timeline;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
