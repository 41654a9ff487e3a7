package io.godwit.planner.temporary;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Shard;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A result kept whole, of which each reader takes a part: unshuffled a stretch of its rows, so that the parts in their order
 * are the result; shuffled a stretch of its blocks, in an order that only their number, seed and epoch decide. It goes when it
 * is closed and the last stream of it is. Safe for use by many threads.
 */
public final class KeptRows implements AutoCloseable {
    private static final long MOST_BLOCK_ROWS = 16 * 1024;
    private static final long FEWEST_BLOCK_ROWS = 64;
    private static final long WANTED_BLOCKS = 64;

    private final FrameContent content;
    private final List<Integer> columns;
    private final Consumer<KeptRows> onEnd;
    private int holders = 1;
    private boolean closed;

    /** @param onEnd told when nobody needs the rows any more */
    KeptRows(FrameContent content, Consumer<KeptRows> onEnd) {
        this.content = content;
        this.columns =
                IntStream.range(0, content.schema().getFields().size()).boxed().toList();
        this.onEnd = onEnd;
    }

    public long rowCount() {
        return content.rowCount();
    }

    /** The rows of {@code shard}, or null once this is closed. The caller closes the stream. */
    public @Nullable BatchStream read(ExecutionContext context, Shard shard) {
        return retain() ? new Stretches(context, stretches(shard)) : null;
    }

    private Deque<Stretch> stretches(Shard shard) {
        long total = content.rowCount();
        Deque<Stretch> stretches = new ArrayDeque<>();
        Shard.Shuffle shuffle = shard.shuffle();
        if (shuffle == null) {
            stretches.add(new Stretch(shard.start(total), shard.end(total)));
            return stretches;
        }
        long blockRows = Math.max(FEWEST_BLOCK_ROWS, Math.min(MOST_BLOCK_ROWS, total / WANTED_BLOCKS));
        int[] blocks = shuffle.order(Math.toIntExact((total + blockRows - 1) / blockRows));
        for (int i = (int) shard.start(blocks.length); i < shard.end(blocks.length); i++) {
            long first = blocks[i] * blockRows;
            stretches.add(new Stretch(first, Math.min(total, first + blockRows)));
        }
        return stretches;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        release();
    }

    private synchronized boolean retain() {
        if (closed) {
            return false;
        }
        holders++;
        return true;
    }

    private void release() {
        synchronized (this) {
            holders--;
            if (holders > 0) {
                return;
            }
        }
        onEnd.accept(this);
        content.close();
    }

    private record Stretch(long firstRow, long endRow) {}

    private final class Stretches implements BatchStream {
        private final ExecutionContext context;
        private final Deque<Stretch> waiting;
        private @Nullable BatchStream current;
        private boolean ended;

        Stretches(ExecutionContext context, Deque<Stretch> waiting) {
            this.context = context;
            this.waiting = waiting;
        }

        @Override
        public Schema schema() {
            return content.schema();
        }

        @Override
        public @Nullable VectorSchemaRoot next() {
            while (current != null || !waiting.isEmpty()) {
                if (current == null) {
                    Stretch stretch = waiting.remove();
                    current = content.read(context, columns, stretch.firstRow(), stretch.endRow());
                }
                VectorSchemaRoot batch = current.next();
                if (batch != null) {
                    return batch;
                }
                closeCurrent();
            }
            return null;
        }

        private void closeCurrent() {
            if (current != null) {
                current.close();
                current = null;
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                closeCurrent();
                release();
            }
        }
    }
}
