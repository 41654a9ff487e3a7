package io.godwit.server.statement;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.server.stream.PartStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A statement that runs while its client asks how far it is. Its result is stored part by part; every finished part is
 * announced once, after the ones before it. Safe for use by many threads.
 */
public final class PolledQuery {
    /** The first part is small, so that there is soon something to read; later ones grow, so that there are not too many. */
    private static final long FIRST_PART_BYTES = 8L << 20;

    private static final long LARGEST_PART_BYTES = 256L << 20;

    private final String queryId;
    private final String principal;
    private final Schema schema;
    private final long estimatedRows;
    private final Instant expiry;
    private final Cancellation cancellation = new Cancellation();
    private final List<ByteString> tickets = new ArrayList<>();
    private CompletableFuture<Void> change = new CompletableFuture<>();
    private long rows;
    private boolean ended;
    private @Nullable Throwable failure;

    /** @param estimatedRows of the result, or less than one if that is not known */
    PolledQuery(String queryId, String principal, Schema schema, long estimatedRows, Instant expiry) {
        this.queryId = queryId;
        this.principal = principal;
        this.schema = schema;
        this.estimatedRows = estimatedRows;
        this.expiry = expiry;
    }

    /**
     * What is known so far.
     *
     * @param tickets sealed, one for each finished part, in the order of the result
     * @param progress between 0 and 1, empty if it cannot be told
     * @param ended whether all parts are there
     */
    public record State(List<ByteString> tickets, OptionalDouble progress, boolean ended) {
        public State {
            tickets = List.copyOf(tickets);
        }
    }

    public String queryId() {
        return queryId;
    }

    public Schema schema() {
        return schema;
    }

    /** Until when it and its parts can be asked for. */
    public Instant expiry() {
        return expiry;
    }

    String principal() {
        return principal;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** What is known now. Throws what ended the query, if it failed. */
    public synchronized State state() {
        if (failure != null) {
            throw new QueryFailure(queryId, failure);
        }
        return new State(tickets, progress(), ended);
    }

    /** Completes when there are more parts than {@code seen}, or the query has ended. */
    public synchronized CompletableFuture<Void> changed(int seen) {
        return ended || tickets.size() > seen ? CompletableFuture.completedFuture(null) : change.copy();
    }

    private OptionalDouble progress() {
        if (ended) {
            return OptionalDouble.of(1);
        }
        // An estimate may be short, and only the end is the end.
        return estimatedRows < 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(0.99, (double) rows / estimatedRows));
    }

    /** Runs to the end of {@code result}; {@code store} keeps one part and gives its ticket. The caller closes the result. */
    void store(BatchStream result, Function<BatchStream, ByteString> store) {
        long partBytes = FIRST_PART_BYTES;
        PartStream part = new PartStream(result, partBytes, this::count);
        do {
            add(store.apply(part));
            partBytes = Math.min(LARGEST_PART_BYTES, 2 * partBytes);
            part = part.following(partBytes);
        } while (part.hasMore());
    }

    private synchronized void count(int moreRows) {
        rows += moreRows;
    }

    private void add(ByteString ticket) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            tickets.add(ticket);
            waiting = change;
            change = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    void end(@Nullable Throwable reason) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            ended = true;
            failure = reason;
            waiting = change;
        }
        waiting.complete(null);
    }
}
