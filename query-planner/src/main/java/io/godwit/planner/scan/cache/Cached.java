package io.godwit.planner.scan.cache;

/** What the cache keeps: bytes that can be had back. */
sealed interface Cached permits CachedChunk, CachedTimeline {
    long bytes();

    /** Lets go of the cache's reference. */
    void release();
}
