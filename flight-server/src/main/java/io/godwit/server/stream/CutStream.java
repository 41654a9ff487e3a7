package io.godwit.server.stream;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.VectorSlices;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The same rows in batches of about a number of bytes, without copying values. Only a single row may be larger. */
public final class CutStream implements BatchStream {
    /** Cuts at multiples of this many rows need no shifting of bitmaps. */
    private static final int ALIGNED_ROWS = 64;

    private final BatchStream input;
    private final long targetBytes;
    private @Nullable VectorSchemaRoot current;
    private int nextRow;
    private int rowsPerCut;

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
        VectorSchemaRoot batch = current;
        if (batch == null) {
            batch = input.next();
            if (batch == null || bytes(batch) <= targetBytes) {
                return batch;
            }
            start(batch);
        }
        return cut(batch);
    }

    @Override
    public void close() {
        finishCurrent();
        input.close();
    }

    private void start(VectorSchemaRoot batch) {
        current = batch;
        nextRow = 0;
        long rows = Math.max(1, batch.getRowCount() * targetBytes / Math.max(1, bytes(batch)));
        rowsPerCut = (int) (rows > ALIGNED_ROWS ? rows / ALIGNED_ROWS * ALIGNED_ROWS : rows);
    }

    private VectorSchemaRoot cut(VectorSchemaRoot batch) {
        int rows = Math.min(rowsPerCut, batch.getRowCount() - nextRow);
        VectorSchemaRoot piece = VectorSlices.slice(batch, nextRow, rows);
        // Rows of uneven size: halve until the piece fits, give or take a quarter.
        while (rows > 1 && bytes(piece) > targetBytes + targetBytes / 4) {
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
