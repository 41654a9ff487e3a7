package io.godwit.server.flight;

import io.godwit.pitjoin.batch.Shard;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.Query;
import io.godwit.server.stream.Outflow;
import io.godwit.server.stream.WireStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DoGet, whose query has begun: opens its result, and ends both. */
final class Fetch implements Outflow {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    private final Query query;
    private final Caller caller;
    private final Shard shard;
    private final Opener opener;
    private @Nullable WireStream stream;

    /** Opens the result a query is for, or gives null while it is computed: then {@code wake} is run when it is time to ask again. */
    interface Opener {
        @Nullable
        WireStream open(Query query, Runnable wake);
    }

    Fetch(Query query, Caller caller, Shard shard, Opener opener) {
        this.query = query;
        this.caller = caller;
        this.shard = shard;
        this.opener = opener;
    }

    @Override
    public void queued() {
        query.enter(Query.State.QUEUED);
    }

    @Override
    public @Nullable WireStream open(Runnable wake) {
        WireStream opened = opener.open(query, wake);
        stream = opened;
        return opened;
    }

    @Override
    public void check() {
        caller.cancellation().check();
    }

    @Override
    public @Nullable Throwable closed(@Nullable Throwable failure) {
        Throwable outcome = failure;
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (RuntimeException e) {
            LOG.error("The result did not close", e);
            outcome = outcome == null ? e : outcome;
        }
        query.close();
        LOG.debug("Fetch ended");
        return outcome == null ? null : FlightErrors.toStatus(outcome, query.id());
    }

    @Override
    public String queryId() {
        return query.id();
    }

    @Override
    public Shard shard() {
        return shard;
    }

    @Override
    public long firstRow() {
        return caller.rowOffset().orElse(0);
    }

    @Override
    public String notes() {
        return query.context().notes().jsonMembers();
    }

    @Override
    public void turn(Runnable work) {
        query.enter(Query.State.RUNNING);
        Query.logged(query.id(), work);
        query.enter(Query.State.WAITING_FOR_CLIENT);
    }
}
