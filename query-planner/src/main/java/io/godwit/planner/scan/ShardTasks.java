package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.Shard;
import io.godwit.planner.scan.file.RowSelection;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.FileScanTask;

/**
 * Which rows of a scan's files belong to one shard of it. Rows are counted as the files hold them, deleted and filtered ones
 * included, so that every shard knows its part from the manifests alone.
 *
 * <p>Unshuffled, a shard is a stretch of rows, and the shards one after the other are the scan. Shuffled, blocks of rows are
 * put into an order that depends on the files, the seed and the epoch only, and each shard takes a stretch of the blocks:
 * readers may come and go between epochs and still see the same order.
 */
final class ShardTasks {
    /** Each block opens its file and row group anew, some 60 ms for a large one; smaller blocks cost more than their rows. */
    private static final long MOST_BLOCK_ROWS = 128 * 1024;

    private static final long FEWEST_BLOCK_ROWS = 64;
    private static final long WANTED_BLOCKS = 16;

    /** Tasks hold about this many rows, so that all workers have something to do. */
    private static final long ROWS_PER_TASK = 512 * 1024;

    private final List<FileScanTask> files;
    private final long[] firstRows;
    private final Shard shard;

    ShardTasks(List<FileScanTask> files, Shard shard) {
        this.files = files;
        this.shard = shard;
        this.firstRows = new long[files.size() + 1];
        for (int i = 0; i < files.size(); i++) {
            firstRows[i + 1] = firstRows[i] + files.get(i).file().recordCount();
        }
    }

    /** The shard's tasks, each made when its turn comes. */
    Iterator<ScanTask> iterator() {
        long total = firstRows[files.size()];
        Iterator<Supplier<ScanTask>> waiting = shard.shuffle() == null
                ? stretch(shard.start(total), shard.end(total)).iterator()
                : shuffled(total, shard.shuffle()).iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return waiting.hasNext();
            }

            @Override
            public ScanTask next() {
                return waiting.next().get();
            }
        };
    }

    private Stream<Supplier<ScanTask>> shuffled(long total, Shard.Shuffle shuffle) {
        long blockRows = Math.max(FEWEST_BLOCK_ROWS, Math.min(MOST_BLOCK_ROWS, total / WANTED_BLOCKS));
        int[] blocks = shuffle.order(Math.toIntExact((total + blockRows - 1) / blockRows));
        return IntStream.range((int) shard.start(blocks.length), (int) shard.end(blocks.length))
                .boxed()
                .flatMap(i -> stretch(blocks[i] * blockRows, Math.min(total, (blocks[i] + 1) * blockRows)));
    }

    /** The rows from {@code start} to {@code end} as tasks of one file each. */
    private Stream<Supplier<ScanTask>> stretch(long start, long end) {
        return IntStream.range(fileOf(start), files.size())
                .takeWhile(file -> firstRows[file] < end)
                .boxed()
                .flatMap(file -> {
                    long first = Math.max(start, firstRows[file]) - firstRows[file];
                    long last = Math.min(end, firstRows[file + 1]) - firstRows[file];
                    return parts(files.get(file), first, last);
                });
    }

    private int fileOf(long row) {
        int found = Arrays.binarySearch(firstRows, row);
        return found < 0 ? -found - 2 : found;
    }

    private static Stream<Supplier<ScanTask>> parts(FileScanTask file, long first, long end) {
        if (first == 0 && end == file.file().recordCount()) {
            return ScanTask.split(file, 0).stream().map(task -> () -> task);
        }
        return LongStream.iterate(first, start -> start < end, start -> start + ROWS_PER_TASK)
                .mapToObj(start -> () -> rows(file, start, Math.min(end, start + ROWS_PER_TASK)));
    }

    private static ScanTask rows(FileScanTask file, long start, long end) {
        long[] positions = LongStream.range(start, end).toArray();
        return new ScanTask(file, RowSelection.rows(file.file().fileSizeInBytes(), positions), 0);
    }
}
