package io.godwit.planner.write;

import io.godwit.planner.write.parquet.ColumnarFile;
import io.godwit.planner.write.parquet.RowGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.jspecify.annotations.Nullable;

/** A file that is being written: what has come in, and how far the workers are. Guarded by the {@link ColumnarWrite}. */
final class FileUnderWay {
    final ColumnarFile file;
    final @Nullable PartitionKey partition;
    /** In the order they shall stand; the first may be about to be written. */
    final Deque<Group> groups = new ArrayDeque<>();

    /** Takes batches; null when the next one begins a new row group. */
    @Nullable
    Group filling;

    /** Whether no other row group will come. */
    boolean isComplete;
    /** Whether a worker writes to it, or has ended it. */
    boolean isWriting;

    @Nullable
    DataFile finished;

    FileUnderWay(ColumnarFile file, @Nullable PartitionKey partition) {
        this.file = file;
        this.partition = partition;
    }

    Group newGroup() {
        Group group = new Group(this, file.newRowGroup());
        groups.add(group);
        filling = group;
        return group;
    }

    /** What the file will have when what came in is written, or somewhat more: pages are compressed. */
    long expectedBytes() {
        return file.length() + groups.stream().mapToLong(group -> group.bytes).sum();
    }

    /** A row group, and the batches its columns have still to take in. */
    static final class Group {
        final FileUnderWay owner;
        final RowGroup group;
        final List<Column> columns = new ArrayList<>();
        long rows;
        /** Of the Arrow batches. */
        long bytes;
        /** Whether no other batch will come. */
        boolean isFull;

        int unfinishedColumns;

        Group(FileUnderWay owner, RowGroup group) {
            this.owner = owner;
            this.group = group;
            this.unfinishedColumns = group.columnCount();
            for (int i = 0; i < group.columnCount(); i++) {
                columns.add(new Column(this, i));
            }
        }
    }

    /** A column of a row group; the worker that runs it owns its encoder. */
    static final class Column {
        final Group group;
        final int index;
        final Deque<SharedBatch> waiting = new ArrayDeque<>();
        boolean isActive;
        boolean isFinished;

        Column(Group group, int index) {
            this.group = group;
            this.index = index;
        }
    }
}
