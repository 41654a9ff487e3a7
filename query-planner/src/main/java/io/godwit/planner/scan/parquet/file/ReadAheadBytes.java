package io.godwit.planner.scan.parquet.file;

import io.godwit.pitjoin.batch.Monitors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

/**
 * A remote file whose planned ranges are fetched before they are asked for: neighbouring ranges in one request, a few
 * requests at a time, and no more fetched bytes waiting than a limit. What is asked for and not under way yet is fetched by
 * the thread that asks, so that progress never depends on a free thread of the executor.
 *
 * <p>Planned by one thread at a time; fetching threads and reading ones meet under this object's lock.
 */
final class ReadAheadBytes extends FileBytes {
    /** A request costs a round trip, in which this much could have come. */
    private static final long LARGEST_GAP = 512 << 10;

    private static final long LARGEST_PIECE = 4 << 20;
    private static final long WAITING_LIMIT = 128 << 20;
    private static final int REQUESTS = 16;

    private final InputFile input;
    private final BufferAllocator allocator;
    private final Executor executor;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private final Deque<Piece> queue = new ArrayDeque<>();
    private final Deque<FileBytes> idle = new ArrayDeque<>();
    private int underWay;
    private long waitingBytes;
    private boolean closed;

    /** A range of the file: queued, then under way, then fetched or failed. */
    private static final class Piece {
        private final long start;
        private final int length;
        private long unread;
        private boolean started;
        private @Nullable ArrowBuf bytes;
        private @Nullable RuntimeException failure;

        Piece(long start, int length) {
            this.start = start;
            this.length = length;
            this.unread = length;
        }

        long end() {
            return start + length;
        }
    }

    ReadAheadBytes(InputFile input, BufferAllocator allocator, Executor executor) {
        super(input.location());
        this.input = input;
        this.allocator = allocator;
        this.executor = executor;
    }

    @Override
    public long bytesPerRequest() {
        return LARGEST_GAP;
    }

    @Override
    public synchronized void plan(List<Range> ranges) {
        for (Range range : coalesce(ranges, LARGEST_GAP)) {
            for (long start = range.start(); start < range.end(); start += LARGEST_PIECE) {
                Piece piece = new Piece(start, (int) Math.min(LARGEST_PIECE, range.end() - start));
                if (!overlaps(piece)) {
                    pieces.put(start, piece);
                    queue.add(piece);
                }
            }
        }
        fetchMore();
    }

    @Override
    public synchronized long planned() {
        return pieces.values().stream().mapToLong(piece -> piece.unread).sum();
    }

    @Override
    void readFully(long position, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            Piece piece = pieceAt(position);
            if (piece == null) {
                readDirectly(position, target);
                return;
            }
            ArrowBuf bytes = await(piece);
            if (bytes == null) {
                drop(piece);
                continue;
            }
            int now = (int) Math.min(target.remaining(), piece.end() - position);
            target.put(bytes.nioBuffer(position - piece.start, now));
            position += now;
            consume(piece, now);
        }
    }

    private synchronized @Nullable Piece pieceAt(long position) {
        Map.Entry<Long, Piece> entry = pieces.floorEntry(position);
        return entry == null || position >= entry.getValue().end() ? null : entry.getValue();
    }

    private synchronized boolean overlaps(Piece piece) {
        Map.Entry<Long, Piece> before = pieces.lowerEntry(piece.end());
        return before != null && before.getValue().end() > piece.start;
    }

    /** Reads what no plan covers, and the rest of the target with it. */
    private void readDirectly(long position, ByteBuffer target) throws IOException {
        FileBytes file = open();
        try {
            file.read(position, target);
        } finally {
            giveBack(file);
        }
    }

    /** The bytes of a piece, or null where the query had no memory to hold them ahead of need. */
    private @Nullable ArrowBuf await(Piece piece) throws IOException {
        if (start(piece)) {
            fetch(piece);
        }
        synchronized (this) {
            while (piece.bytes == null && piece.failure == null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while waiting for bytes", e);
                }
            }
            if (piece.failure != null && !(piece.failure instanceof OutOfMemoryException)) {
                throw piece.failure;
            }
            return piece.bytes;
        }
    }

    /** Whether the piece was queued and now is the caller's to fetch. */
    private synchronized boolean start(Piece piece) {
        if (piece.started) {
            return false;
        }
        piece.started = true;
        queue.remove(piece);
        underWay++;
        waitingBytes += piece.length;
        return true;
    }

    private synchronized void fetchMore() {
        while (!closed && underWay < REQUESTS && !queue.isEmpty() && waitingBytes < WAITING_LIMIT && hasMemory()) {
            Piece piece = queue.element();
            start(piece);
            try {
                executor.execute(() -> fetchIfWanted(piece));
            } catch (RejectedExecutionException e) {
                piece.started = false;
                queue.addFirst(piece);
                underWay--;
                waitingBytes -= piece.length;
                return;
            }
        }
    }

    /** What is fetched ahead of need leaves the query half of its memory for what it does with it. */
    private boolean hasMemory() {
        return allocator.getAllocatedMemory() < allocator.getLimit() / 2;
    }

    /** Storage is not asked any more once the file is closed. */
    private void fetchIfWanted(Piece piece) {
        if (isClosed()) {
            finish(piece, null, null);
        } else {
            fetch(piece);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void fetch(Piece piece) {
        ArrowBuf bytes = null;
        RuntimeException failure = null;
        try {
            bytes = allocator.buffer(piece.length);
            FileBytes file = open();
            try {
                file.read(piece.start, bytes.nioBuffer(0, piece.length));
            } finally {
                giveBack(file);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        finish(piece, bytes, failure);
    }

    private synchronized void finish(Piece piece, @Nullable ArrowBuf bytes, @Nullable RuntimeException failure) {
        underWay--;
        if (bytes != null && (failure != null || closed)) {
            bytes.close();
        } else {
            piece.bytes = bytes;
        }
        piece.failure = failure;
        notifyAll();
        fetchMore();
    }

    private synchronized void consume(Piece piece, int count) {
        piece.unread -= count;
        if (piece.unread <= 0) {
            release(piece);
            fetchMore();
        }
    }

    private synchronized void drop(Piece piece) {
        release(piece);
    }

    private void release(Piece piece) {
        if (!pieces.remove(piece.start, piece)) {
            return;
        }
        if (piece.bytes != null) {
            piece.bytes.close();
            piece.bytes = null;
        }
        waitingBytes -= piece.started ? piece.length : 0;
    }

    /** What begins in the range goes, unless it is under way; neighbours in the same piece are fetched anew if need be. */
    @Override
    public synchronized void forget(Range range) {
        for (Piece piece : List.copyOf(pieces.subMap(range.start(), range.end()).values())) {
            boolean arriving = piece.started && piece.bytes == null && piece.failure == null;
            if (!arriving) {
                queue.remove(piece);
                release(piece);
            }
        }
        fetchMore();
    }

    private FileBytes open() {
        synchronized (this) {
            FileBytes file = idle.poll();
            if (file != null) {
                return file;
            }
        }
        return new StreamedFileBytes(input);
    }

    private synchronized void giveBack(FileBytes file) {
        if (closed) {
            file.close();
        } else {
            idle.push(file);
        }
    }

    /** Waits for requests under way: their memory belongs to the query. */
    @Override
    public synchronized void close() {
        closed = true;
        queue.clear();
        Monitors.awaitUninterruptibly(this, () -> underWay == 0);
        List.copyOf(pieces.values()).forEach(this::release);
        idle.forEach(FileBytes::close);
        idle.clear();
    }
}
