package io.godwit.planner.engine;

import java.util.concurrent.atomic.AtomicReference;

/** The first failure of any leaf of a query, kept because the engine carries only text across. Safe for use by many threads. */
final class LeafFailure {
    private final AtomicReference<Throwable> first = new AtomicReference<>();

    void record(Throwable failure) {
        first.compareAndSet(null, failure);
    }

    /** Throws what a leaf threw, if one did. */
    void rethrow() {
        Throwable failure = first.get();
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
