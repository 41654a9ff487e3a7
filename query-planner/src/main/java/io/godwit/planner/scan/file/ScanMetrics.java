package io.godwit.planner.scan.file;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a scan has read and what it could leave out, counted while it runs. Safe for use by many threads. */
public final class ScanMetrics {
    /** What is counted. */
    public enum Counter {
        MANIFESTS_READ,
        MANIFESTS_SKIPPED,
        DATA_FILES_PLANNED,
        DATA_FILES_SKIPPED,
        DATA_FILES_READ,
        DELETE_FILES_READ,
        ROW_GROUPS_READ,
        ROW_GROUPS_SKIPPED,
        COLUMN_CHUNKS_DECODED,
        COLUMN_CHUNKS_CACHED,
        PAGES_READ,
        PAGES_SKIPPED,
        BYTES_READ,
        BYTES_SKIPPED,
        ROWS_READ,
        ROWS_DELETED,
        ROWS_FILTERED,
        BATCHES
    }

    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);

    public ScanMetrics() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
    }

    public void add(Counter counter, long count) {
        adder(counter).add(count);
    }

    public long count(Counter counter) {
        return adder(counter).sum();
    }

    /** All counters that are not zero, {@code name=value}, for EXPLAIN ANALYZE. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        counters.forEach((counter, adder) -> {
            if (adder.sum() != 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(counter.name().toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(adder.sum());
            }
        });
        return text.toString();
    }

    private LongAdder adder(Counter counter) {
        return java.util.Objects.requireNonNull(counters.get(counter));
    }
}
