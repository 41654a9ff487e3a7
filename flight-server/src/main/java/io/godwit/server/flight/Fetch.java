package io.godwit.server.flight;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.server.session.Caller;
import io.godwit.server.statement.Queries;
import io.godwit.server.statement.Query;
import io.godwit.server.stream.CutStream;
import io.godwit.server.stream.Outflow;
import io.godwit.server.stream.SkipRows;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One DoGet: begins its query, opens its result, and ends both. */
final class Fetch implements Outflow {
    private static final Logger LOG = LoggerFactory.getLogger(Fetch.class);

    private final String queryId;
    private final Caller caller;
    private final Shard shard;
    private final Queries queries;
    private final Function<Query, BatchStream> opener;
    private final long batchBytes;
    private @Nullable Query query;
    private @Nullable BatchStream stream;

    Fetch(
            String queryId,
            Caller caller,
            Shard shard,
            Queries queries,
            Function<Query, BatchStream> opener,
            long batchBytes) {
        this.queryId = queryId;
        this.caller = caller;
        this.shard = shard;
        this.queries = queries;
        this.opener = opener;
        this.batchBytes = batchBytes;
    }

    @Override
    public BatchStream open() {
        Query begun = queries.begin(queryId, caller.cancellation());
        query = begun;
        BatchStream whole = opener.apply(begun);
        BatchStream rest = firstRow() == 0 ? whole : new SkipRows(whole, firstRow());
        BatchStream cut = new CutStream(rest, batchBytes);
        stream = cut;
        return cut;
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
        if (query != null) {
            query.close();
        }
        LOG.debug("Fetch ended");
        return outcome == null ? null : FlightErrors.toStatus(outcome, queryId);
    }

    @Override
    public String queryId() {
        return queryId;
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
    public void logged(Runnable work) {
        Query.logged(queryId, work);
    }
}
