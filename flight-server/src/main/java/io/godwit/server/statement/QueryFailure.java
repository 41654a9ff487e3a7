package io.godwit.server.statement;

/** A failure with the id of the query it belongs to, on its way to the client. */
public final class QueryFailure extends RuntimeException {
    private final String queryId;

    public QueryFailure(String queryId, Throwable cause) {
        super(cause);
        this.queryId = queryId;
    }

    public String queryId() {
        return queryId;
    }
}
