package io.godwit.server.statement;

import com.google.protobuf.ByteString;
import io.godwit.planner.PreparedQuery;
import io.godwit.server.session.Session;

/** A statement a client prepared, and the parameters it bound last. Safe for use by many threads. */
public final class PreparedStatement {
    private final Session session;
    private final PreparedQuery query;
    private volatile ByteString parameters = ByteString.EMPTY;
    private volatile Runnable end = () -> {};

    PreparedStatement(Session session, PreparedQuery query) {
        this.session = session;
        this.query = query;
    }

    /** The plan, as of when it was prepared. */
    public PreparedQuery query() {
        return query;
    }

    /** Binds rows of parameters, an Arrow IPC stream; the statement runs once for each. */
    void bind(ByteString rows) {
        parameters = rows;
    }

    /** The rows bound last, an Arrow IPC stream; empty for none. */
    public ByteString parameters() {
        return parameters;
    }

    /** Runs {@code close} when the session ends, unless it has left it before. */
    void endWithSession(Runnable close) {
        end = close;
        session.onEnd(close);
    }

    void leaveSession() {
        session.forget(end);
    }

    boolean isOf(Session candidate) {
        return session == candidate;
    }
}
