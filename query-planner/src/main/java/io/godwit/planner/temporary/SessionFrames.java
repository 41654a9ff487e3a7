package io.godwit.planner.temporary;

import static java.util.stream.Collectors.joining;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The frames one session has uploaded. An upload changes what a name means only when it is complete; until then, and when
 * it fails, the name means what it meant before. The caller closes the streams it hands in. Safe for use by many threads;
 * of uploads to one name at the same time the last to end stands.
 */
public final class SessionFrames implements TemporaryTables, AutoCloseable {
    private final FrameStore store;
    private final Map<String, NamedFrame> frames = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private boolean closed;

    SessionFrames(FrameStore store) {
        this.store = store;
    }

    /** Uploads a frame whose name is not taken. */
    public Frame create(ExecutionContext context, String name, BatchStream upload, DictionaryProvider dictionaries) {
        checkFree(name);
        NamedFrame frame = new NamedFrame(name, store.receive(context, dictionaries, upload));
        put(frame, false);
        return frame;
    }

    /** Uploads a frame in the place of one of that name, if there is one. */
    public Frame replace(ExecutionContext context, String name, BatchStream upload, DictionaryProvider dictionaries) {
        NamedFrame frame = new NamedFrame(name, store.receive(context, dictionaries, upload));
        put(frame, true);
        return frame;
    }

    /** Adds rows after those of an existing frame, whose columns they must have. */
    public Frame append(ExecutionContext context, String name, BatchStream upload, DictionaryProvider dictionaries) {
        Frame before = find(name).orElseThrow(() -> unknown(name));
        checkSameColumns(before, new PlainSchema(dictionaries).of(upload.schema()));
        List<Integer> columns =
                IntStream.range(0, before.schema().getFields().size()).boxed().toList();
        try (BatchStream kept = before.read(context, columns)) {
            NamedFrame frame = new NamedFrame(before.name(), store.receive(context, dictionaries, kept, upload));
            put(frame, true);
            return frame;
        }
    }

    private static void checkSameColumns(Frame before, Schema appended) {
        if (!columns(before.schema()).equals(columns(appended))) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Temporary table \"%s\" has the columns %s, and the rows to append have %s"
                            .formatted(before.name(), columns(before.schema()), columns(appended)));
        }
    }

    private static String columns(Schema schema) {
        return schema.getFields().stream()
                .map(field -> field.getName() + " " + field.getType())
                .collect(joining(", "));
    }

    @Override
    public boolean drop(String name) {
        NamedFrame frame = remove(name);
        if (frame != null) {
            store.release(frame.stored());
        }
        return frame != null;
    }

    private synchronized @Nullable NamedFrame remove(String name) {
        return frames.remove(name);
    }

    private synchronized void checkFree(String name) {
        if (frames.containsKey(name)) {
            throw new GodwitException(
                    ErrorCode.ALREADY_EXISTS,
                    "Temporary table \"%s\" exists already; drop it, or upload with mode replace or append"
                            .formatted(name));
        }
    }

    private void put(NamedFrame frame, boolean mayReplace) {
        NamedFrame before;
        try {
            before = register(frame, mayReplace);
        } catch (GodwitException e) {
            store.release(frame.stored());
            throw e;
        }
        if (before != null) {
            store.release(before.stored());
        }
    }

    private synchronized @Nullable NamedFrame register(NamedFrame frame, boolean mayReplace) {
        if (closed) {
            throw new GodwitException(
                    ErrorCode.CANCELLED, "The session ended while \"%s\" was uploaded".formatted(frame.name()));
        }
        if (!mayReplace) {
            checkFree(frame.name());
        }
        NamedFrame before = frames.remove(frame.name());
        frames.put(frame.name(), frame);
        return before;
    }

    private static GodwitException unknown(String name) {
        return new GodwitException(
                ErrorCode.NOT_FOUND, "There is no temporary table \"%s\" in this session".formatted(name));
    }

    @Override
    public synchronized Optional<Frame> find(String name) {
        return Optional.ofNullable(frames.get(name));
    }

    @Override
    public synchronized Collection<Frame> all() {
        return List.copyOf(frames.values());
    }

    /** Forgets all frames of the session. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        all().forEach(frame -> drop(frame.name()));
    }
}
