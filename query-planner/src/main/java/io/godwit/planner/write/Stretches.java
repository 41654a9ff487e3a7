package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Monitors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows with all cores: a stretch of rows becomes a file, written by one worker while the next stretch fills, and the
 * files are named so that in their order they hold the rows in theirs. Rows of a partitioned table are one stretch, since
 * each would make a file for every partition.
 *
 * <p>One thread adds and finishes or discards. A worker writes what waits and then goes; state is guarded by this.
 */
final class Stretches {
    private static final long STRETCH_BYTES = 64L << 20;

    private final ExecutionContext context;
    private final Schema schema;
    private final Table table;
    private final long stretchBytes;
    private final String operation = UUID.randomUUID().toString();
    private final List<Stretch> stretches = new ArrayList<>();
    private int running;
    private long waitingBytes;
    private @Nullable RuntimeException failure;

    /** One file's rows; a worker owns cursor and files while it is active. */
    private final class Stretch {
        private final BatchRows cursor = new BatchRows(schema, table.schema());
        private final DataFiles files = new DataFiles(table, stretches.size(), operation);
        private final Deque<VectorSchemaRoot> waiting = new ArrayDeque<>();
        private List<DataFile> finished = List.of();
        private long bytes;
        private boolean active;
        private boolean full;
    }

    /** @param schema of the rows; columns are matched by name, and what does not fit is refused here */
    Stretches(ExecutionContext context, Schema schema, Table table) {
        this(context, schema, table, STRETCH_BYTES);
    }

    Stretches(ExecutionContext context, Schema schema, Table table, long bytesPerStretch) {
        this.context = context;
        this.schema = schema;
        this.table = table;
        this.stretchBytes = table.spec().isUnpartitioned() ? bytesPerStretch : Long.MAX_VALUE;
        stretches.add(new Stretch());
        context.cancellation().onCancel(this::wakeUp);
    }

    /** Takes over a batch. Waits while more rows wait than the workers need to have at hand. */
    synchronized void add(VectorSchemaRoot batch) {
        long bytes = bytes(batch);
        try {
            await(() -> waitingBytes <= 2 * STRETCH_BYTES);
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
        Stretch last = stretches.get(stretches.size() - 1);
        if (last.bytes >= stretchBytes) {
            end(last);
            last = new Stretch();
            stretches.add(last);
        }
        last.waiting.add(batch);
        last.bytes += bytes;
        waitingBytes += bytes;
        activate(last);
    }

    /** Ends all files. */
    synchronized List<DataFile> finish() {
        end(stretches.get(stretches.size() - 1));
        await(() -> running == 0);
        List<DataFile> files = new ArrayList<>();
        stretches.forEach(stretch -> files.addAll(stretch.finished));
        return files;
    }

    /** Removes every file that was begun. */
    void discard() {
        synchronized (this) {
            if (failure == null) {
                failure = new GodwitException(ErrorCode.CANCELLED, "The write was given up");
            }
            Monitors.awaitUninterruptibly(this, () -> running == 0);
        }
        stretches.forEach(stretch -> {
            stretch.waiting.forEach(VectorSchemaRoot::close);
            stretch.waiting.clear();
            stretch.files.discard();
        });
    }

    private void end(Stretch stretch) {
        stretch.full = true;
        activate(stretch);
    }

    private void activate(Stretch stretch) {
        if (stretch.active) {
            return;
        }
        stretch.active = true;
        running++;
        try {
            context.workers().scans().execute(() -> run(stretch));
        } catch (RejectedExecutionException e) {
            stretch.active = false;
            running--;
            throw new GodwitException(ErrorCode.UNAVAILABLE, "The server is shutting down", e);
        }
    }

    /** On a worker: writes what waits, and ends the file when nothing more will come. */
    private void run(Stretch stretch) {
        for (VectorSchemaRoot batch = next(stretch); batch != null; batch = next(stretch)) {
            long bytes = bytes(batch);
            try (VectorSchemaRoot owned = batch) {
                write(stretch, owned);
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) {
                fail(new GodwitException(ErrorCode.INTERNAL, "Writing a file failed: " + e, e));
            } finally {
                written(bytes);
            }
        }
    }

    private void write(Stretch stretch, VectorSchemaRoot batch) {
        context.cancellation().check();
        stretch.cursor.enter(batch);
        for (int row = 0; row < batch.getRowCount(); row++) {
            stretch.cursor.moveTo(row);
            stretch.files.write(stretch.cursor);
        }
    }

    /** The next batch that waits, or null when the worker may go. */
    private @Nullable VectorSchemaRoot next(Stretch stretch) {
        synchronized (this) {
            VectorSchemaRoot batch = failure == null ? stretch.waiting.poll() : null;
            if (batch != null) {
                return batch;
            }
            if (!stretch.full || failure != null) {
                leave(stretch);
                return null;
            }
        }
        try {
            stretch.finished = stretch.files.finish();
        } catch (RuntimeException e) {
            fail(e);
        }
        synchronized (this) {
            leave(stretch);
        }
        return null;
    }

    private void leave(Stretch stretch) {
        stretch.active = false;
        running--;
        notifyAll();
    }

    private synchronized void fail(RuntimeException reason) {
        failure = failure == null ? reason : failure;
        notifyAll();
    }

    private synchronized void written(long bytes) {
        waitingBytes -= bytes;
        notifyAll();
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    private interface Condition {
        boolean holds();
    }

    private synchronized void await(Condition condition) {
        while (failure == null && !condition.holds()) {
            context.cancellation().check();
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GodwitException(ErrorCode.CANCELLED, "The thread of the write was interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        context.cancellation().check();
    }

    private static long bytes(VectorSchemaRoot batch) {
        long bytes = 0;
        for (FieldVector vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }
}
