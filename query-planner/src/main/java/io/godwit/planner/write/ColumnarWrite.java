package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.batch.Monitors;
import io.godwit.planner.write.FileUnderWay.Column;
import io.godwit.planner.write.FileUnderWay.Group;
import io.godwit.planner.write.parquet.PageScratch;
import io.godwit.planner.write.parquet.WriteOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows with all cores: every column of the batches that come in is encoded by whichever worker is free, and a row
 * group is written as soon as its last column is. Rows keep their order, and files are named in it.
 *
 * <p>One thread adds and finishes or discards. A worker does what waits and then goes; state is guarded by this.
 */
final class ColumnarWrite implements TableWrite {
    private static final long MOST_WAITING_BYTES = 128L << 20;
    private static final long MOST_OPEN_BYTES = 256L << 20;

    private final ExecutionContext context;
    private final WriteOptions options;
    private final NewFiles newFiles;
    private final @Nullable PartitionedRows partitions;
    private final Map<@Nullable PartitionKey, FileUnderWay> open = new HashMap<>();
    private final List<FileUnderWay> files = new ArrayList<>();
    private final Deque<PageScratch> idleScratches = new ArrayDeque<>();
    private int running;
    private long waitingBytes;
    private @Nullable RuntimeException failure;

    ColumnarWrite(ExecutionContext context, Schema schema, Table table, WriteOptions options) {
        this.context = context;
        this.options = options;
        this.newFiles = new NewFiles(table, schema, options, context.allocator());
        this.partitions = table.spec().isUnpartitioned() ? null : new PartitionedRows(schema, table);
        context.cancellation().onCancel(this::wakeUp);
    }

    @Override
    public void add(VectorSchemaRoot batch) {
        if (batch.getRowCount() == 0) {
            batch.close();
        } else if (partitions == null) {
            addTo(null, batch);
        } else {
            try (VectorSchemaRoot owned = batch) {
                partitions.deal(owned, context.allocator(), this::addTo);
            }
        }
    }

    private synchronized void addTo(@Nullable PartitionKey partition, VectorSchemaRoot batch) {
        FileUnderWay file;
        Group group;
        try {
            await(() -> waitingBytes <= MOST_WAITING_BYTES);
            file = open.get(partition);
            if (file == null) {
                file = begin(partition);
            }
            group = file.filling == null ? file.newGroup() : file.filling;
        } catch (RuntimeException e) {
            batch.close();
            throw e;
        }
        SharedBatch shared = new SharedBatch(batch, group.columns.size());
        group.rows += batch.getRowCount();
        group.bytes += shared.bytes();
        waitingBytes += shared.bytes();
        group.columns.forEach(column -> column.waiting.add(shared));
        group.columns.forEach(this::activate);
        if (group.bytes >= options.rowGroupBytes()) {
            endGroup(file);
        } else {
            endLargestGroup();
        }
    }

    private FileUnderWay begin(@Nullable PartitionKey partition) {
        FileUnderWay file = new FileUnderWay(newFiles.begin(partition), partition);
        open.put(partition, file);
        files.add(file);
        return file;
    }

    private void endGroup(FileUnderWay file) {
        Group group = file.filling;
        if (group != null) {
            file.filling = null;
            group.isFull = true;
            group.columns.forEach(this::activate);
        }
        if (file.expectedBytes() >= newFiles.targetBytes()) {
            endFile(file);
        }
    }

    /** A table with many partitions has as many row groups open: together they must not take more than a few large ones. */
    private void endLargestGroup() {
        if (open.size() > 1
                && open.values().stream().mapToLong(ColumnarWrite::openBytes).sum() > MOST_OPEN_BYTES) {
            open.values().stream()
                    .max(Comparator.comparingLong(ColumnarWrite::openBytes))
                    .ifPresent(this::endGroup);
        }
    }

    private static long openBytes(FileUnderWay file) {
        return file.filling == null ? 0 : file.filling.bytes;
    }

    private void endFile(FileUnderWay file) {
        open.remove(file.partition);
        file.isComplete = true;
        execute(() -> writeGroups(file));
    }

    @Override
    public synchronized List<DataFile> finish() {
        for (FileUnderWay file : List.copyOf(open.values())) {
            endGroup(file);
            if (!file.isComplete) {
                endFile(file);
            }
        }
        await(() -> running == 0);
        closeScratches();
        List<DataFile> finished = new ArrayList<>();
        for (FileUnderWay file : files) {
            finished.add(requireFinished(file));
        }
        return finished;
    }

    private static DataFile requireFinished(FileUnderWay file) {
        if (file.finished == null) {
            throw new GodwitException(ErrorCode.INTERNAL, "Not finished: " + file.file.location());
        }
        return file.finished;
    }

    @Override
    public void discard() {
        synchronized (this) {
            if (failure == null) {
                failure = new GodwitException(ErrorCode.CANCELLED, "The write was given up");
            }
            Monitors.awaitUninterruptibly(this, () -> running == 0);
        }
        closeScratches();
        for (FileUnderWay file : files) {
            for (Group group : file.groups) {
                group.group.close();
                group.columns.forEach(column -> column.waiting.forEach(SharedBatch::release));
            }
            file.groups.clear();
        }
        newFiles.discard();
    }

    private void closeScratches() {
        idleScratches.forEach(PageScratch::close);
        idleScratches.clear();
    }

    private void activate(Column column) {
        if (!column.isActive && !column.isFinished) {
            column.isActive = true;
            execute(() -> run(column));
        }
    }

    private void execute(Runnable work) {
        running++;
        try {
            context.workers().scans().execute(() -> guarded(work));
        } catch (RejectedExecutionException e) {
            running--;
            throw new GodwitException(ErrorCode.UNAVAILABLE, "The server is shutting down", e);
        }
    }

    /** On a worker. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            fail(e);
        } catch (Error e) {
            fail(new GodwitException(ErrorCode.INTERNAL, "Writing a file failed: " + e, e));
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        running--;
        notifyAll();
    }

    /** On a worker: encodes what waits for a column, and ends it when nothing more will come. */
    private void run(Column column) {
        PageScratch scratch = takeScratch();
        boolean isEnded;
        try {
            Turn turn = next(column);
            for (; turn.batch() != null; turn = next(column)) {
                encode(column, turn.batch(), scratch);
            }
            isEnded = turn.isEnded();
            if (isEnded) {
                column.group.group.finish(column.index, scratch);
            }
        } finally {
            giveBack(scratch);
        }
        if (isEnded && isLastColumn(column.group)) {
            writeGroups(column.group.owner);
        }
    }

    private void encode(Column column, SharedBatch batch, PageScratch scratch) {
        try {
            context.cancellation().check();
            column.group.group.add(column.index, batch.batch(), scratch);
        } finally {
            release(batch);
        }
    }

    /**
     * What a worker does next for a column.
     *
     * @param batch to encode; with null the column is the worker's no longer
     * @param isEnded whether the worker has to end the column first
     */
    private record Turn(@Nullable SharedBatch batch, boolean isEnded) {}

    private synchronized Turn next(Column column) {
        SharedBatch next = failure == null ? column.waiting.poll() : null;
        if (next != null) {
            return new Turn(next, false);
        }
        column.isActive = false;
        column.isFinished = column.group.isFull && failure == null;
        return new Turn(null, column.isFinished);
    }

    private synchronized boolean isLastColumn(Group group) {
        group.unfinishedColumns--;
        return group.unfinishedColumns == 0;
    }

    /** On a worker: writes the row groups whose turn it is, unless another worker does. */
    private void writeGroups(FileUnderWay file) {
        for (Group group = nextToWrite(file); group != null; group = nextToWrite(file)) {
            file.file.write(group.group, group.rows);
            written(group);
        }
        if (isToEnd(file)) {
            ended(file, newFiles.finish(file.file, file.partition));
        }
    }

    private synchronized @Nullable Group nextToWrite(FileUnderWay file) {
        Group first = file.groups.peek();
        if (file.isWriting || failure != null || first == null || first.unfinishedColumns > 0) {
            return null;
        }
        file.isWriting = true;
        return first;
    }

    private synchronized boolean isToEnd(FileUnderWay file) {
        boolean isLast = !file.isWriting && failure == null && file.isComplete && file.groups.isEmpty();
        file.isWriting |= isLast;
        return isLast;
    }

    private synchronized void ended(FileUnderWay file, DataFile finished) {
        file.finished = finished;
    }

    private synchronized void written(Group group) {
        group.group.close();
        group.owner.groups.remove(group);
        group.owner.isWriting = false;
    }

    private PageScratch takeScratch() {
        synchronized (this) {
            PageScratch idle = idleScratches.poll();
            if (idle != null) {
                return idle;
            }
        }
        return new PageScratch(options, context.allocator());
    }

    private synchronized void giveBack(PageScratch scratch) {
        idleScratches.push(scratch);
    }

    private synchronized void release(SharedBatch batch) {
        if (batch.release()) {
            waitingBytes -= batch.bytes();
            notifyAll();
        }
    }

    private synchronized void fail(RuntimeException reason) {
        failure = failure == null ? reason : failure;
        notifyAll();
    }

    private synchronized void wakeUp() {
        notifyAll();
    }

    private void await(BooleanSupplier condition) {
        while (failure == null && !condition.getAsBoolean()) {
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
}
