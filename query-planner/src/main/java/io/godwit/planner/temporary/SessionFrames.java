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
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
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
    public Frame create(ExecutionContext context, String name, BatchStream upload) {
        checkFree(name);
        NamedFrame frame = new NamedFrame(name, store.receive(context, upload.schema(), upload));
        put(frame, false);
        return frame;
    }

    /** Uploads a frame in the place of one of that name, if there is one. */
    public Frame replace(ExecutionContext context, String name, BatchStream upload) {
        NamedFrame frame = new NamedFrame(name, store.receive(context, upload.schema(), upload));
        put(frame, true);
        return frame;
    }

    /** Adds rows after those of an existing frame, whose columns they must have. */
    public Frame append(ExecutionContext context, String name, BatchStream upload) {
        Frame before = find(name).orElseThrow(() -> unknown(name));
        checkSameColumns(before, upload.schema());
        List<Integer> columns =
                IntStream.range(0, before.schema().getFields().size()).boxed().toList();
        try (BatchStream kept = before.read(context, columns)) {
            Schema schema = withNullsOf(before.schema(), upload.schema());
            NamedFrame frame = new NamedFrame(before.name(), store.receive(context, schema, kept, upload));
            put(frame, true);
            return frame;
        }
    }

    private static void checkSameColumns(Frame before, Schema appended) {
        if (!columns(before.schema().getFields()).equals(columns(appended.getFields()))) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Temporary table \"%s\" has the columns %s, and the rows to append have %s"
                            .formatted(
                                    before.name(),
                                    columns(before.schema().getFields()),
                                    columns(appended.getFields())));
        }
    }

    private static String columns(List<Field> fields) {
        return fields.stream()
                .map(field -> field.getName() + " " + field.getType()
                        + (field.getChildren().isEmpty() ? "" : "(" + columns(field.getChildren()) + ")"))
                .collect(joining(", "));
    }

    /** What has nulls in either has them in both, one after the other. */
    private static Schema withNullsOf(Schema schema, Schema other) {
        return new Schema(withNullsOf(schema.getFields(), other.getFields()), schema.getCustomMetadata());
    }

    private static List<Field> withNullsOf(List<Field> fields, List<Field> others) {
        return IntStream.range(0, fields.size())
                .mapToObj(i -> withNullsOf(fields.get(i), others.get(i)))
                .toList();
    }

    private static Field withNullsOf(Field field, Field other) {
        boolean nullable = field.isNullable() || other.isNullable();
        return new Field(
                field.getName(),
                new FieldType(nullable, field.getType(), null, field.getMetadata()),
                withNullsOf(field.getChildren(), other.getChildren()));
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
