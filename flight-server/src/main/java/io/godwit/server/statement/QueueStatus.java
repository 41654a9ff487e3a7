package io.godwit.server.statement;

import io.godwit.server.config.GodwitConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What the server is busy with, as its clients may see it.
 *
 * @param queries everything open, in the order in which it began
 */
public record QueueStatus(int maxRunning, int maxOpen, List<Entry> queries) {
    public QueueStatus {
        queries = List.copyOf(queries);
    }

    /** One fetch, plan or upload. */
    public record Entry(String queryId, Query.State state, Duration age, long allocatedBytes) {}

    static QueueStatus of(Collection<Query> open, GodwitConfig.Queries limits, Instant now) {
        List<Entry> entries = open.stream()
                .sorted(Comparator.comparingLong(Query::number))
                .map(query -> new Entry(
                        query.id(),
                        query.state(),
                        Duration.between(query.began(), now),
                        query.context().allocator().getAllocatedMemory()))
                .toList();
        return new QueueStatus(limits.maxRunning(), limits.maxOpen(), entries);
    }

    public int open() {
        return queries.size();
    }

    public int running() {
        return count(Query.State.RUNNING);
    }

    public int queued() {
        return count(Query.State.QUEUED);
    }

    public int waitingForClient() {
        return count(Query.State.WAITING_FOR_CLIENT);
    }

    private int count(Query.State state) {
        return (int) queries.stream().filter(query -> query.state() == state).count();
    }
}
