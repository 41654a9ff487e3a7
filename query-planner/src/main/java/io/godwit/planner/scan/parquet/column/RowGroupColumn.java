package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.VectorSlices;
import io.godwit.planner.scan.cache.CachedChunk;
import io.godwit.planner.scan.cache.ChunkFilling;
import io.godwit.planner.scan.cache.ChunkKey;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.encoding.GatherRows;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * One column of one row group: taken from the cache where it is there, else decoded and, if all of it is, left to the cache.
 * Rows are asked for in ascending order; those between are passed over. A column that is asked for again and again, but
 * never whole, is decoded whole as soon as that takes no more than what was decoded of it without being kept: then the cache
 * has it for the next who asks. Used by one thread at a time, not always the same.
 */
final class RowGroupColumn implements AutoCloseable {
    private final Field field;
    private final BufferAllocator allocator;
    private final ScanMetrics metrics;
    private final FileBytes file;
    private final @Nullable CacheEntry entry;
    private final Supplier<Decoding> decoder;

    private boolean sought;
    private @Nullable CachedChunk chunk;
    private @Nullable ChunkFilling filling;
    /** How many rows others decoded before, and could not keep. */
    private long unkept;

    private @Nullable Decoding decoding;
    private @Nullable WholeChunk whole;
    private boolean planned;
    private long position;
    /** How many of the rows before were decoded for the cache alone. */
    private long passed;
    /** How many rows were decoded because they, or others of their batch, were wanted. */
    private long decoded;

    /** What decodes the column, and where the bytes stand that it will read. */
    record Decoding(ColumnReader reader, List<FileBytes.Range> ranges) {}

    /**
     * Where the column is in the cache.
     *
     * @param rows of the chunk
     * @param fillable whether the decoder comes by all of them: not where pages are left out that no row is wanted of
     * @param whole where all of it is decoded for the cache, though only some rows are asked for: how. Else null
     */
    record CacheEntry(ColumnCache cache, ChunkKey key, int rows, boolean fillable, WholeChunk.@Nullable Blocks whole) {}

    /** @param entry null for what is not kept */
    RowGroupColumn(
            Field field,
            BufferAllocator allocator,
            ScanMetrics metrics,
            FileBytes file,
            @Nullable CacheEntry entry,
            Supplier<Decoding> decoder) {
        this.field = field;
        this.allocator = allocator;
        this.metrics = metrics;
        this.file = file;
        this.entry = entry;
        this.decoder = decoder;
    }

    /** Which bytes will be read, as far as can be told: none of what the cache has. From now on they count as planned. */
    List<FileBytes.Range> plan() {
        if (planned || (entry != null && entry.cache().contains(entry.key()))) {
            return List.of();
        }
        planned = true;
        return decoding().ranges();
    }

    /** Lets go of fetched bytes that were not read. */
    void forget() {
        if (decoding != null) {
            decoding.ranges().forEach(file::forget);
        }
    }

    /** Looks the column up in the cache. */
    void seek() {
        if (sought) {
            return;
        }
        sought = true;
        if (entry != null) {
            chunk = entry.cache().find(entry.key());
            metrics.add(chunk == null ? Counter.COLUMN_CHUNKS_DECODED : Counter.COLUMN_CHUNKS_CACHED, 1);
            boolean fills = chunk == null && entry.fillable();
            filling = fills ? entry.cache().fill(entry.key(), entry.rows()) : null;
            unkept = entry.cache().unkeptRows(entry.key());
        }
    }

    /** Whether rows are decoded, since the cache does not have them. */
    boolean isDecoded() {
        return chunk == null;
    }

    /** Up to which row, exclusively, values can be taken from the cache as one piece: {@code end} where that does not matter. */
    long pieceEnd(long row, long end) {
        return chunk == null ? end : Math.min(end, chunk.end(chunk.blockOf(row)));
    }

    /**
     * The selected rows, which the caller closes.
     *
     * @param rows among the candidates
     * @param candidates the rows of the batch
     */
    FieldVector read(SelectedRows rows, SelectedRows candidates) {
        seek();
        if (chunk != null) {
            FieldVector cached = new CachedRows(chunk, field, allocator).read(rows);
            if (cached != null) {
                return cached;
            }
            chunk = null;
        }
        return decode(rows, candidates);
    }

    private FieldVector decode(SelectedRows rows, SelectedRows candidates) {
        file.plan(plan());
        WholeChunk whole = wholeChunk();
        if (whole != null) {
            return whole.read(rows);
        }
        ColumnReader reader = decoding().reader();
        if (filling != null && (rows.count() < candidates.count() || rows.first() != position)) {
            if (isWorthCatchingUp(candidates)) {
                catchUp(reader, candidates);
                return decodeAll(reader, candidates, rows);
            }
            filling.close();
            filling = null;
        }
        reader.skip(rows.first() - position);
        FieldVector vector = rows.isContiguous() ? readRun(reader, rows.count()) : readScattered(reader, rows);
        position = rows.first() + rows.span();
        return kept(vector);
    }

    /** Whether what was passed over so far is no more than what was, and was before, decoded anyway. */
    private boolean isWorthCatchingUp(SelectedRows candidates) {
        long gap = candidates.first() - position;
        return unkept > 0
                && candidates.isContiguous()
                && gap >= 0
                && passed + gap <= unkept + decoded + candidates.count();
    }

    /** Decodes for the cache what was passed over before the candidates, in pieces as large as they are. */
    private void catchUp(ColumnReader reader, SelectedRows candidates) {
        while (filling != null && position < candidates.first()) {
            decodeUnwanted(reader, (int) Math.min(candidates.count(), candidates.first() - position));
        }
    }

    /** Decodes the next rows for the cache alone. */
    private void decodeUnwanted(ColumnReader reader, int rows) {
        reader.read(rows);
        position += rows;
        passed += rows;
        kept(reader.take()).close();
    }

    private @Nullable WholeChunk wholeChunk() {
        CacheEntry found = entry;
        ChunkFilling filled = filling;
        if (whole == null && found != null && found.whole() != null && filled != null) {
            whole = new WholeChunk(decoding().reader(), filled, field, allocator, found.rows(), found.whole());
        }
        return whole;
    }

    /**
     * Says that nothing is wanted of a batch. Where a filter took its rows from the front of a row group, the rest is decoded
     * for the cache if it is no more than what was, and was before, decoded anyway.
     */
    void passOver(SelectedRows candidates) {
        if (filling == null || !filling.isOpen() || unkept == 0 || entry == null || entry.whole() != null) {
            return;
        }
        boolean follows = candidates.isContiguous() && candidates.first() == position;
        if (follows && decoded > 0 && passed + entry.rows() - position <= unkept + decoded) {
            decodeUnwanted(decoding().reader(), candidates.count());
        }
    }

    /** Decodes all of the candidates for the cache, and takes the rows that are wanted. */
    private FieldVector decodeAll(ColumnReader reader, SelectedRows candidates, SelectedRows rows) {
        reader.read(candidates.count());
        position += candidates.count();
        decoded += candidates.count();
        int start = (int) (rows.first() - candidates.first());
        try (FieldVector all = kept(reader.take())) {
            if (rows.isContiguous()) {
                return VectorSlices.slice(all, start, rows.count(), allocator);
            }
            int[] wanted = rows.offsets().clone();
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] += start;
            }
            return GatherRows.gather(all, wanted, rows.count(), allocator);
        }
    }

    private FieldVector kept(FieldVector vector) {
        try {
            if (filling != null) {
                filling.add(vector);
            }
            return vector;
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
    }

    private Decoding decoding() {
        if (decoding == null) {
            decoding = decoder.get();
        }
        return decoding;
    }

    private FieldVector readRun(ColumnReader reader, int rows) {
        reader.read(rows);
        decoded += rows;
        return reader.take();
    }

    /** Rows that stand close together are decoded with those between them; pages without a wanted row may not be there to decode. */
    private FieldVector readScattered(ColumnReader reader, SelectedRows rows) {
        int[] wanted = new int[rows.count()];
        int read = 0;
        int run = 1;
        for (int i = 1; i < wanted.length; i++) {
            int gap = rows.offset(i) - rows.offset(i - 1) - 1;
            if (gap < SelectedRows.ROWS_PER_RUN) {
                run += gap;
            } else {
                reader.read(run);
                reader.skip(gap);
                read += run;
                run = 0;
            }
            wanted[i] = read + run++;
        }
        reader.read(run);
        decoded += read + run;
        try (FieldVector all = reader.take()) {
            return GatherRows.gather(all, wanted, wanted.length, allocator);
        }
    }

    @Override
    public void close() {
        boolean isKept = whole != null || (filling != null && entry != null && position == entry.rows());
        if (entry != null && !isKept && decoded > 0) {
            entry.cache().addUnkept(entry.key(), decoded);
        }
        if (whole != null) {
            whole.close();
        }
        if (filling != null) {
            filling.close();
        }
        if (decoding != null) {
            decoding.reader().close();
        }
    }
}
