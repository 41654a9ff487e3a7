package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tasks of a scan on the scan workers, a few ahead of the consumer, and hands out their batches in task order.
 *
 * <p>Each open task has room for a few batches, and for more while all that wait are small together: what a filter leaves
 * of a task is read to its end, though the consumer is still at the one before. A worker fills the room batch by batch and
 * then goes: it never waits. When the consumer takes a batch and thereby makes room, the task is given to a worker again.
 * Of remote files more tasks than that are open: threads that wait for storage have opened them and asked for their first
 * bytes, so that workers find these there. With little memory fewer are open, but always one. All state is guarded by a
 * lock; the reading itself is done outside it. The lock is no monitor: HotSpot keeps each one waited at for a minute, and
 * goes through all of them whenever a thread that is not Java's, such as the engine's, has called in.
 *
 * <pre>
 *   tasks:   [0 done] [1 head: ■■] [2: ■■ parked] [3: ■ running]   [4 being fetched]   [5 not open yet] …
 *                        └── next() takes here
 * </pre>
 */
final class ReadAhead implements BatchStream {
    private static final int BATCHES_PER_TASK = 2;

    /** So many remote tasks are asked at once what there is to fetch of them. */
    private static final int OPENED_AT_ONCE = 16;

    /** About what storage gives in the time that a request takes, and once more. */
    private static final long FETCHED_AHEAD_BYTES = 128L << 20;

    private final ExecutionContext context;
    private final Schema schema;
    private final FileTaskReads reads;
    private final Iterator<ScanTask> waiting;
    private final int width;
    private final ScanMemory memory;
    private final long roomBytes;
    private final Deque<OpenTask> open = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Runnable onCancel = this::cancel;

    /** How many threads are at a task; not those that a pool has yet to begin, which find the stream closed. */
    private int running;

    /** Of all batches that wait. */
    private long waitingBytes;

    private boolean begun;
    private boolean delivered;
    private boolean handedOut;
    private boolean closed;

    /** One task being read; its state is guarded by the stream. */
    private static final class OpenTask {
        private final ScanTask task;
        private final boolean isRemote;
        private final Deque<Decoded> batches = new ArrayDeque<>();
        private FileTaskReads.@Nullable TaskBatches source;
        private @Nullable GodwitException failure;
        private boolean active;
        private boolean ended;
        private long fetchedAhead;

        OpenTask(ScanTask task, boolean isRemote) {
            this.task = task;
            this.isRemote = isRemote;
        }

        boolean isIdle() {
            return !active && !ended;
        }

        boolean awaitsStorage() {
            return isRemote && source == null && !ended;
        }
    }

    private record Decoded(VectorSchemaRoot batch, long bytes) {
        static Decoded of(VectorSchemaRoot batch) {
            return new Decoded(
                    batch,
                    batch.getFieldVectors().stream()
                            .mapToLong(FieldVector::getBufferSize)
                            .sum());
        }
    }

    /** @param width how many tasks are decoded at once */
    ReadAhead(ExecutionContext context, Schema schema, FileTaskReads reads, Iterator<ScanTask> tasks, int width) {
        this(context, schema, reads, tasks, width, false);
    }

    /**
     * @param width how many tasks are decoded at once; of remote files others are fetched meanwhile, unless it is 1
     * @param firstAlone whether all other decoding waits until the first batch is on its way: it comes sooner when all
     *     workers help with it, and when none takes a core from whoever passes it on
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
        this.memory = new ScanMemory(context.allocator(), schema);
        this.roomBytes = memory.roomBytes();
        this.begun = !firstAlone;
        context.cancellation().onCancel(onCancel);
        lock.lock();
        try {
            fillUp();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        lock.lock();
        try {
            begin();
            return takeNext();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable VectorSchemaRoot takeNext() {
        while (true) {
            OpenTask head = awaitHead();
            if (head == null) {
                return null;
            }
            Decoded decoded = head.batches.poll();
            if (decoded == null && head.failure != null) {
                throw head.failure;
            }
            waitingBytes -= decoded == null ? 0 : decoded.bytes();
            forgetIfRead(head);
            fillUp();
            if (decoded != null) {
                handedOut = true;
                return decoded.batch();
            }
        }
    }

    /** Whoever asks again has passed the first batch on. */
    private void begin() {
        if (handedOut && !begun) {
            begun = true;
            fillUp();
        }
    }

    /** A task without rows makes room for the next at once, wherever it stands: parts of a file often have no row group. */
    private void forgetIfRead(OpenTask task) {
        if (task.ended && task.batches.isEmpty() && task.failure == null) {
            open.remove(task);
        }
    }

    /** Waits until the first open task has a batch or has failed; null when there is no task left. */
    private @Nullable OpenTask awaitHead() {
        OpenTask head = open.peek();
        while (head != null && head.batches.isEmpty() && !head.ended) {
            context.cancellation().check();
            try {
                changed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GodwitException(ErrorCode.CANCELLED, "The thread driving the scan was interrupted", e);
            }
            head = open.peek();
        }
        context.cancellation().check();
        return head;
    }

    /** Whoever decodes sees at the next page that nobody waits for it. */
    private void cancel() {
        reads.stop();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Opens tasks, and gives each with room for batches to a worker, or, so that storage is asked, to who waits for that. */
    private void fillUp() {
        while (!closed && (open.isEmpty() || mayOpenMore()) && waiting.hasNext()) {
            ScanTask next = waiting.next();
            open.add(new OpenTask(next, reads.isRemote(next)));
        }
        int left = decoded();
        for (OpenTask task : open) {
            if (!closed && task.isIdle() && hasRoom(task)) {
                if (task.awaitsStorage()) {
                    submit(context.workers().requests(), task, () -> openAhead(task));
                } else if (left > 0) {
                    submit(context.workers().scans(), task, () -> run(task));
                }
            }
            left--;
        }
    }

    private boolean hasRoom(OpenTask task) {
        return task.batches.size() < BATCHES_PER_TASK || waitingBytes < roomBytes;
    }

    private int decoded() {
        if (begun) {
            return width;
        }
        return delivered ? 0 : 1;
    }

    /** The next task takes what the last one does, or about. */
    private boolean mayOpenMore() {
        long bytes = memory.taskBytes(open.getLast().task);
        for (OpenTask task : open) {
            bytes += memory.taskBytes(task.task);
        }
        if (!memory.suffices(bytes)) {
            return false;
        }
        if (open.size() < (begun ? width : 1)) {
            return true;
        }
        if (width == 1 || !open.getLast().isRemote) {
            return false;
        }
        int beingOpened = 0;
        long ahead = 0;
        for (OpenTask task : open) {
            beingOpened += task.awaitsStorage() ? 1 : 0;
            ahead += task.fetchedAhead;
        }
        return beingOpened < OPENED_AT_ONCE && ahead < FETCHED_AHEAD_BYTES;
    }

    private void submit(ExecutorService threads, OpenTask task, Runnable work) {
        task.active = true;
        try {
            threads.execute(() -> {
                if (enter()) {
                    guarded(task, work);
                }
            });
        } catch (RejectedExecutionException e) {
            task.active = false;
            task.ended = true;
            task.failure = new GodwitException(ErrorCode.UNAVAILABLE, "The server is shutting down", e);
        }
    }

    /** Whether there is still something to do when the pool has come to it. */
    private boolean enter() {
        lock.lock();
        try {
            running += closed ? 0 : 1;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** On a worker: reads batches until there is no room or no more. */
    private void run(OpenTask task) {
        boolean more = true;
        while (more) {
            more = deliver(task, read(task));
        }
    }

    /** On a thread that may wait: asks storage for the first bytes. */
    private void openAhead(OpenTask task) {
        context.cancellation().check();
        FileTaskReads.TaskBatches source = reads.open(task.task);
        task.source = source;
        long fetched = source.fetchAhead();
        lock.lock();
        try {
            task.fetchedAhead = fetched;
        } finally {
            lock.unlock();
        }
    }

    private void guarded(OpenTask task, Runnable work) {
        try {
            work.run();
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
    private boolean deliver(OpenTask task, @Nullable VectorSchemaRoot batch) {
        lock.lock();
        try {
            if (batch == null) {
                begun = true;
                task.ended = true;
                task.fetchedAhead = 0;
                return false;
            }
            if (closed) {
                batch.close();
                return false;
            }
            delivered = true;
            Decoded decoded = Decoded.of(batch);
            task.batches.add(decoded);
            waitingBytes += decoded.bytes();
            changed.signalAll();
            fillUp();
            return begun && hasRoom(task);
        } finally {
            lock.unlock();
        }
    }

    private void fail(OpenTask task, GodwitException failure) {
        lock.lock();
        try {
            task.failure = failure;
            task.ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void leave(OpenTask task) {
        lock.lock();
        try {
            task.active = false;
            running--;
            forgetIfRead(task);
            changed.signalAll();
            if (!closed) {
                fillUp();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for those who decode, which is until their next page, and not for a turn in the pool that others keep busy. */
    @Override
    public void close() {
        context.cancellation().forget(onCancel);
        reads.stop();
        lock.lock();
        try {
            closed = true;
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        for (OpenTask task : open) {
            task.batches.forEach(decoded -> decoded.batch().close());
            task.batches.clear();
            if (task.source != null) {
                task.source.close();
            }
        }
        open.clear();
    }
}
