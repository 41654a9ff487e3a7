package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Monitors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tasks of a scan on the scan workers, a few ahead of the consumer, and hands out their batches in task order.
 *
 * <p>Each open task has room for a few batches. A worker fills the room batch by batch and then goes: it never waits. When
 * the consumer takes a batch and thereby makes room, the task is given to a worker again. All state is guarded by this; the
 * reading itself is done outside the lock.
 *
 * <pre>
 *   tasks:   [0 done] [1 head: ■■] [2: ■■ parked] [3: ■ running]   [4 not open yet] …
 *                        └── next() takes here
 * </pre>
 */
final class ReadAhead implements BatchStream {
    private static final int BATCHES_PER_TASK = 2;

    private final ExecutionContext context;
    private final Schema schema;
    private final FileTaskReads reads;
    private final Iterator<ScanTask> waiting;
    private final int width;
    private final Deque<OpenTask> open = new ArrayDeque<>();

    private int running;
    private boolean begun;
    private final Runnable wakeUp = this::wakeUp;
    private boolean closed;

    /** One task being read; its state is guarded by the stream. */
    private static final class OpenTask {
        private final ScanTask task;
        private final Deque<VectorSchemaRoot> batches = new ArrayDeque<>();
        private FileTaskReads.@Nullable TaskBatches source;
        private @Nullable GodwitException failure;
        private boolean active;
        private boolean ended;

        OpenTask(ScanTask task) {
            this.task = task;
        }

        boolean hasRoom() {
            return !active && !ended && batches.size() < BATCHES_PER_TASK;
        }
    }

    /** @param width how many tasks are open at once */
    ReadAhead(ExecutionContext context, Schema schema, FileTaskReads reads, Iterator<ScanTask> tasks, int width) {
        this(context, schema, reads, tasks, width, false);
    }

    /**
     * @param width how many tasks are open at once
     * @param firstAlone whether the others wait for the first batch, which comes sooner when all workers help with it
     */
    ReadAhead(
            ExecutionContext context,
            Schema schema,
            FileTaskReads reads,
            Iterator<ScanTask> tasks,
            int width,
            boolean firstAlone) {
        this.context = context;
        this.schema = schema;
        this.reads = reads;
        this.waiting = tasks;
        this.width = width;
        this.begun = !firstAlone;
        context.cancellation().onCancel(wakeUp);
        synchronized (this) {
            fillUp();
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable VectorSchemaRoot next() {
        while (true) {
            OpenTask head = awaitHead();
            if (head == null) {
                return null;
            }
            VectorSchemaRoot batch = head.batches.poll();
            if (batch == null && head.failure != null) {
                throw head.failure;
            }
            if (batch == null) {
                open.remove();
            }
            fillUp();
            if (batch != null) {
                return batch;
            }
        }
    }

    /** Waits until the first open task has a batch or has ended; null when there is no task left. */
    private synchronized @Nullable OpenTask awaitHead() {
        OpenTask head = open.peek();
        while (head != null && head.batches.isEmpty() && !head.ended) {
            context.cancellation().check();
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GodwitException(ErrorCode.CANCELLED, "The thread driving the scan was interrupted", e);
            }
        }
        context.cancellation().check();
        return head;
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    /** Opens tasks up to the width and gives every task with room to a worker. */
    private void fillUp() {
        while (!closed && open.size() < (begun ? width : 1) && waiting.hasNext()) {
            open.add(new OpenTask(waiting.next()));
        }
        for (OpenTask task : open) {
            if (!closed && task.hasRoom()) {
                task.active = true;
                running++;
                submit(task);
            }
        }
    }

    private void submit(OpenTask task) {
        try {
            context.workers().scans().execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            running--;
            task.active = false;
            task.ended = true;
            task.failure = new GodwitException(ErrorCode.UNAVAILABLE, "The server is shutting down", e);
        }
    }

    /** On a worker: reads batches until there is no room or no more. */
    private void run(OpenTask task) {
        try {
            boolean more = true;
            while (more) {
                more = deliver(task, read(task));
            }
        } catch (RuntimeException e) {
            fail(task, FileTaskReads.failure(task.task, e));
        } catch (Error e) {
            fail(task, new GodwitException(ErrorCode.INTERNAL, "The scan failed: " + e, e));
            throw e;
        } finally {
            leave(task);
        }
    }

    private @Nullable VectorSchemaRoot read(OpenTask task) {
        context.cancellation().check();
        FileTaskReads.TaskBatches source = task.source;
        if (source == null) {
            source = reads.open(task.task);
            task.source = source;
        }
        VectorSchemaRoot batch = source.next();
        if (batch == null) {
            source.close();
        }
        return batch;
    }

    /** @return whether the worker may read on */
    private synchronized boolean deliver(OpenTask task, @Nullable VectorSchemaRoot batch) {
        begun = true;
        if (batch == null) {
            task.ended = true;
            return false;
        }
        if (closed) {
            batch.close();
            return false;
        }
        task.batches.add(batch);
        notifyAll();
        fillUp();
        return task.batches.size() < BATCHES_PER_TASK;
    }

    private synchronized void fail(OpenTask task, GodwitException failure) {
        task.failure = failure;
        task.ended = true;
    }

    private synchronized void leave(OpenTask task) {
        task.active = false;
        running--;
        notifyAll();
        if (!closed) {
            fillUp();
        }
    }

    @Override
    public void close() {
        context.cancellation().forget(wakeUp);
        synchronized (this) {
            closed = true;
            Monitors.awaitUninterruptibly(this, () -> running == 0);
        }
        for (OpenTask task : open) {
            task.batches.forEach(VectorSchemaRoot::close);
            task.batches.clear();
            if (task.source != null) {
                task.source.close();
            }
        }
        open.clear();
    }
}
