package io.godwit.planner.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What the embedded engine may use.
 *
 * @param instances how many queries may be in the engine at once, and as many more of which the order of rows is kept
 * @param threads threads of each instance, the calling one included; where order is kept it is one
 * @param memoryBytes the most one query may hold in the engine; its own lease may allow less
 * @param temporaryDirectory where instances spill; each makes a directory of its own below it
 */
public record DuckDbOptions(int instances, int threads, long memoryBytes, Path temporaryDirectory) {
    public DuckDbOptions {
        requireNonNull(temporaryDirectory, "temporaryDirectory");
        if (instances < 1 || threads < 1 || memoryBytes < DuckDbLease.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "The engine needs at least one instance, one thread and %,d bytes: %s, %s, %,d"
                            .formatted(DuckDbLease.LEAST_BYTES, instances, threads, memoryBytes));
        }
    }
}
