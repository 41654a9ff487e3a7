package io.godwit.server.ticket;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.Pins;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a ticket says once it is opened. */
public sealed interface Ticket {
    /** Changes whenever the same SQL over the same snapshots could give other rows than before. */
    int SEMANTICS_VERSION = 2;

    Issue issue();

    Ticket withIssue(Issue newIssue);

    /**
     * For whom and until when a ticket was made.
     *
     * @param queryId of the statement; every fetch logs and fails under it
     */
    record Issue(String queryId, String principal, String policyVersion, Instant expiry) {}

    /**
     * A statement to run: with the pins, it gives the same rows anywhere.
     *
     * @param parameters the bound rows as an Arrow IPC stream, empty for none; the statement runs once for each row
     * @param scope what names and casts in the SQL depend on
     * @param frames what the session called each uploaded frame that is read
     * @param replayable whether a fetch may begin at a row offset
     * @param shard which part of the rows
     */
    record Statement(
            Issue issue,
            String sql,
            ByteString parameters,
            Scope scope,
            Pins pins,
            List<FrameName> frames,
            boolean replayable,
            Shard shard)
            implements Ticket {
        public Statement {
            frames = List.copyOf(frames);
        }

        /** The same for another part of the rows. */
        public Statement withShard(Shard newShard) {
            return new Statement(issue, sql, parameters, scope, pins, frames, replayable, newShard);
        }

        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Statement(newIssue, sql, parameters, scope, pins, frames, replayable, shard);
        }
    }

    /** A statement that ran already because it has effects, and what it answered, as an Arrow IPC stream. */
    record Receipt(Issue issue, ByteString answer) implements Ticket {
        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Receipt(newIssue, answer);
        }
    }

    /** The session's part of a statement's meaning. */
    record Scope(String catalog, List<String> namespace, String zone, Map<String, String> options) {
        public Scope {
            namespace = List.copyOf(namespace);
            options = Map.copyOf(options);
        }
    }

    /** An uploaded frame and its name in the statement. */
    record FrameName(String name, String id) {}
}
