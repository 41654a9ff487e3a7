package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * All uploaded frames of this server, by content: two uploads of the same rows are kept once. A frame stays until every
 * session that holds it has dropped it and the last ticket that names it has expired. Rows beyond the memory limit lie in
 * Arrow IPC files. Results that are read in parts lie beside them. Safe for use by many threads.
 */
public final class FrameStore implements AutoCloseable {
    private final BufferAllocator allocator;
    private final long memoryLimitBytes;
    private final Path directory;
    private final Clock clock;
    private final Map<String, StoredFrame> frames = new HashMap<>();
    private final Set<KeptRows> kept = new HashSet<>();

    /**
     * @param parent frames in memory are charged to a child of it
     * @param memoryLimitBytes what all frames together may hold in memory
     * @param directory where frames beyond it go
     */
    public FrameStore(BufferAllocator parent, long memoryLimitBytes, Path directory, Clock clock) {
        this.allocator = parent.newChildAllocator("frames", 0, Long.MAX_VALUE);
        this.memoryLimitBytes = memoryLimitBytes;
        this.directory = directory;
        this.clock = clock;
    }

    /** A session without frames. */
    public SessionFrames newSession() {
        return new SessionFrames(this);
    }

    /** Keeps the frames at least until {@code expiry}: a ticket names them. */
    public synchronized void lease(Collection<String> frameIds, Instant expiry) {
        frameIds.forEach(id -> stored(id).lease(expiry));
    }

    /**
     * The frames a ticket names.
     *
     * @param idsByName what the statement calls each
     */
    public synchronized TemporaryTables ticketFrames(Map<String, String> idsByName) {
        Map<String, Frame> named = new HashMap<>();
        idsByName.forEach((name, id) -> named.put(FrameNames.key(name), new NamedFrame(name, stored(id))));
        return new FrameNames(named);
    }

    /** Frees what no session holds and no ticket leases any more. */
    public synchronized void removeExpired() {
        Instant now = clock.instant();
        Iterator<StoredFrame> all = frames.values().iterator();
        while (all.hasNext()) {
            StoredFrame frame = all.next();
            if (!frame.isNeeded(now)) {
                all.remove();
                frame.content().close();
            }
        }
    }

    /** Keeps all that {@code rows} gives until the caller closes it. The caller closes the stream, too. */
    public KeptRows keep(ExecutionContext context, BatchStream rows) {
        try (RowSpool spool = new RowSpool(rows.schema(), allocator, memoryLimitBytes, this::newFile)) {
            for (VectorSchemaRoot batch = rows.next(); batch != null; batch = rows.next()) {
                try (VectorSchemaRoot owned = batch;
                        ArrowRecordBatch unloaded = new VectorUnloader(owned).getRecordBatch()) {
                    context.cancellation().check();
                    spool.add(unloaded.cloneWithTransfer(allocator));
                }
            }
            return keep(new KeptRows(spool.finish(), this::drop));
        }
    }

    private synchronized KeptRows keep(KeptRows rows) {
        kept.add(rows);
        return rows;
    }

    private synchronized void drop(KeptRows rows) {
        kept.remove(rows);
    }

    /** Stores the rows of all {@code parts}, one after another, and holds them for the caller. */
    StoredFrame receive(ExecutionContext context, Schema schema, BatchStream... parts) {
        try (FrameWriter writer = new FrameWriter(schema, allocator, memoryLimitBytes, this::newFile)) {
            for (BatchStream part : parts) {
                copy(context, part, writer);
            }
            return hold(writer.finish());
        }
    }

    private static void copy(ExecutionContext context, BatchStream part, FrameWriter writer) {
        for (VectorSchemaRoot batch = part.next(); batch != null; batch = part.next()) {
            try (VectorSchemaRoot owned = batch) {
                context.cancellation().check();
                writer.write(owned);
            }
        }
    }

    private Path newFile() {
        return directory.resolve(UUID.randomUUID() + ".arrow");
    }

    private synchronized StoredFrame hold(StoredFrame received) {
        removeExpired();
        StoredFrame known = frames.putIfAbsent(received.id(), received);
        StoredFrame held = known == null ? received : known;
        if (held != received) {
            received.content().close();
        }
        held.hold();
        return held;
    }

    synchronized void release(StoredFrame frame) {
        frame.release();
        removeExpired();
    }

    private StoredFrame stored(String id) {
        StoredFrame frame = frames.get(id);
        if (frame == null) {
            throw frameIsGone();
        }
        return frame;
    }

    static GodwitException frameIsGone() {
        return new GodwitException(
                ErrorCode.FAILED_PRECONDITION,
                "The uploaded frame this statement reads is no longer here: its session dropped it and no ticket kept it;"
                        + " upload it again");
    }

    /** Frees all frames, whoever holds them. */
    @Override
    public synchronized void close() {
        frames.values().forEach(frame -> frame.content().close());
        frames.clear();
        Set.copyOf(kept).forEach(KeptRows::close);
        allocator.close();
    }
}
