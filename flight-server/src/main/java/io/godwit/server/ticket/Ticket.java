package io.godwit.server.ticket;

import com.google.protobuf.ByteString;
import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.Pins;
import io.godwit.server.stream.WireFormat;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a ticket says once it is opened. */
public sealed interface Ticket {
    /** Changes whenever the same SQL over the same snapshots could give other rows than before. */
    int SEMANTICS_VERSION = 3;

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
     * @param replayable whether rows come in the same order each time, by themselves or because they are put into one, so that a
     *     fetch may begin at a row offset
     * @param shard which part of the rows
     * @param format how batches are written
     * @param readsClock whether the rows depend on the pinned instant
     */
    record Statement(
            Issue issue,
            String sql,
            ByteString parameters,
            Scope scope,
            Pins pins,
            List<FrameName> frames,
            boolean replayable,
            Shard shard,
            WireFormat format,
            boolean readsClock)
            implements Ticket {
        public Statement {
            frames = List.copyOf(frames);
        }

        /** Everything the rows depend on and for whom they are, and nothing else: equal for equal results. */
        public Object resultKey() {
            Pins rows = readsClock ? pins : new Pins(Instant.EPOCH, pins.tables(), pins.frameIds());
            Issue owner = new Issue("", issue.principal(), issue.policyVersion(), Instant.EPOCH);
            return new Statement(owner, sql, parameters, scope, rows, frames, replayable, shard, format, readsClock);
        }

        /** The same written in another way. */
        public Statement withFormat(WireFormat newFormat) {
            return new Statement(issue, sql, parameters, scope, pins, frames, replayable, shard, newFormat, readsClock);
        }

        /** The same for another part of the rows. */
        public Statement withShard(Shard newShard) {
            return new Statement(issue, sql, parameters, scope, pins, frames, replayable, newShard, format, readsClock);
        }

        /** The same with its rows put into an order, unless they have one. */
        public Statement inFixedOrder() {
            return new Statement(issue, sql, parameters, scope, pins, frames, true, shard, format, readsClock);
        }

        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Statement(newIssue, sql, parameters, scope, pins, frames, replayable, shard, format, readsClock);
        }
    }

    /** A statement that ran already because it has effects, and what it answered, as an Arrow IPC stream. */
    record Receipt(Issue issue, ByteString answer) implements Ticket {
        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Receipt(newIssue, answer);
        }
    }

    /** A polled query, of which its client has seen {@code seen} parts; it is at the server that runs it. */
    record Poll(Issue issue, int seen) implements Ticket {
        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Poll(newIssue, seen);
        }
    }

    /** A finished part of a polled query, kept as a frame by the server that ran it. */
    record Part(Issue issue, String frameId) implements Ticket {
        @Override
        public Ticket withIssue(Issue newIssue) {
            return new Part(newIssue, frameId);
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
