package io.godwit.pitjoin.timeline;

import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * Where timelines of some columns of one feature source are kept between joins. What is found here was built from the very
 * rows the source streams without bounds. Safe for use by many threads.
 */
public interface TimelinePlace {
    /**
     * The timeline left under {@code detail}, or null. Whoever gets it closes it.
     *
     * @param detail what else than the columns a timeline depends on, compared by {@code equals}
     */
    @Nullable
    Timeline find(Object detail);

    /** Notes that a pass read so many rows because there was no timeline. */
    void passed(Object detail, long rowsRead);

    /** To build one that was not found: null when it is not worth it yet, or somebody is at it already. */
    @Nullable
    Claim claim(Object detail);

    /** The right to build one timeline. To be closed whether it was built or not. */
    interface Claim extends AutoCloseable {
        /** Memory charged to the place, or null when it has none to give. It belongs to the caller. */
        @Nullable
        ArrowBuf allocate(long bytes);

        /** Whether the place still wants the timeline; if not, what was allocated is to be given back soon. */
        boolean isOpen();

        /** Leaves a timeline, of which the place gets a reference of its own. */
        void put(Timeline timeline);

        @Override
        void close();
    }
}
