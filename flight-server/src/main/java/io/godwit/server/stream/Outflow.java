package io.godwit.server.stream;

import io.godwit.pitjoin.batch.Shard;
import org.jspecify.annotations.Nullable;

/** What a {@link StreamPump} sends. Called by one thread at a time. */
public interface Outflow {
    /** There is something to do, and no driver at it yet. */
    void queued();

    /**
     * Begins the result, or gives null while it is computed: then {@code wake} is run when it is time to ask again. Not called
     * again once it began.
     */
    @Nullable
    WireStream open(Runnable wake);

    /** Throws if the query was cancelled. */
    void check();

    /** Frees everything, and says what the client shall be told: null for success, otherwise a gRPC status. Called once. */
    @Nullable
    Throwable closed(@Nullable Throwable failure);

    String queryId();

    /** Which part of the result it sends. */
    Shard shard();

    /** The row of that part the stream begins with. */
    long firstRow();

    /** Runs {@code work}, a driver's turn, so that its log lines carry the query's id. */
    void turn(Runnable work);

    /** What the run tells of itself at its end, as further members of a JSON object. */
    String notes();
}
