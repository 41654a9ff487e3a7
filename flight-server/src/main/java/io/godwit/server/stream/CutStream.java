package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The same rows in batches of about a number of bytes, without copying values. Only a single row may be larger. The first batch
 * is small: it is there at once, without waiting for the client to make room.
 */
public final class CutStream implements BatchStream {
    /** Cuts at multiples of this many rows need no shifting of bitmaps. */
    private static final int ALIGNED_ROWS = 64;

    /** With the schema before it, this fits the 64 KiB of HTTP/2 that a client takes before it has said it takes more. */
    private static final long FIRST_BYTES = 48 << 10;

    private final BatchStream input;
    private final long targetBytes;
    private @Nullable VectorSchemaRoot current;
    private int nextRow;
    private long bytesPerRow;
    private boolean begun;

    public CutStream(BatchStream input, long targetBytes) {
        this.input = input;
        this.targetBytes = targetBytes;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        long target = begun ? targetBytes : Math.min(FIRST_BYTES, targetBytes);
        begun = true;
        VectorSchemaRoot batch = current;
        if (batch == null) {
            batch = input.next();
            if (batch == null || bytes(batch) <= target) {
                return batch;
            }
            current = batch;
            nextRow = 0;
            bytesPerRow = Math.max(1, bytes(batch) / batch.getRowCount());
        }
        return cut(batch, target);
    }

    @Override
    public void close() {
        finishCurrent();
        input.close();
    }

    private VectorSchemaRoot cut(VectorSchemaRoot batch, long target) {
        int rows = Math.min(rowsIn(target), batch.getRowCount() - nextRow);
        VectorSchemaRoot piece = VectorSlices.slice(batch, nextRow, rows);
        // Rows of uneven size: halve until the piece fits, give or take a quarter.
        while (rows > 1 && bytes(piece) > target + target / 4) {
            piece.close();
            rows = rows / 2;
            piece = VectorSlices.slice(batch, nextRow, rows);
        }
        nextRow += rows;
        if (nextRow == batch.getRowCount()) {
            finishCurrent();
        }
        return piece;
    }

    private int rowsIn(long target) {
        int rows = (int) Math.min(Integer.MAX_VALUE, Math.max(1, target / bytesPerRow));
        return rows > ALIGNED_ROWS ? rows / ALIGNED_ROWS * ALIGNED_ROWS : rows;
    }

    private void finishCurrent() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private static long bytes(VectorSchemaRoot batch) {
        long bytes = 0;
        for (FieldVector vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }
}
