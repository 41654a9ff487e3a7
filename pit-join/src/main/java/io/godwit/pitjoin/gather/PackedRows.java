package io.godwit.pitjoin.gather;

import io.godwit.pitjoin.batch.Errand;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;

/**
 * Columns of fixed width whose values lie row by row, so that a row gathered from anywhere is a line or two of memory to wait
 * for, and not one for each of its columns.
 *
 * <pre>
 *   columns   a0 a1 a2 …   b0 b1 b2 …   c0 c1 c2 …
 *   packed    a0 b0 c0   a1 b1 c1   a2 b2 c2   …
 * </pre>
 *
 * Several threads may gather at once.
 */
public final class PackedRows implements AutoCloseable {
    /** So many rows stay in a core's first cache while their columns are read one after the other. */
    private static final int ROWS_AT_ONCE = 256;

    private static final int LINE_BYTES = 64;

    private final int[] widths;
    private final int[] offsets;
    private final int stride;
    private final List<ArrowBuf> buffers = Collections.synchronizedList(new ArrayList<>());
    /** Per column and batch where the first value stands. */
    private final long[][] values;
    /** Per column and batch the validity bits; none for a column without nulls. */
    private final long[][] validities;

    private PackedRows(List<List<FieldVector>> columns) {
        this.widths = columns.stream()
                .mapToInt(column -> storage(column.get(0)).getTypeWidth())
                .toArray();
        this.offsets = new int[widths.length];
        int end = 0;
        for (int column = 0; column < widths.length; column++) {
            offsets[column] = end;
            end += widths[column];
        }
        this.stride = end;
        int batches = columns.get(0).size();
        this.values = new long[widths.length][batches];
        this.validities = columns.stream()
                .map(column -> new long[GatherRows.anyNull(column) ? batches : 0])
                .toArray(long[][]::new);
    }

    /** Whether a column of such vectors can be packed. */
    public static boolean canPack(FieldVector vector) {
        FieldVector storage = Words.storage(vector);
        return storage instanceof BaseFixedWidthVector && !(storage instanceof BitVector);
    }

    /** What the values of such vectors take. */
    public static long bytes(List<FieldVector> vectors) {
        return vectors.stream()
                .mapToLong(vector -> (long) storage(vector).getTypeWidth() * vector.getValueCount())
                .sum();
    }

    private static BaseFixedWidthVector storage(FieldVector vector) {
        return (BaseFixedWidthVector) Words.storage(vector);
    }

    /**
     * Packs columns with workers' help, and empties the vectors as it does, so that little is held twice.
     *
     * @param columns each as its vectors in all batches, of which there is at least one
     */
    public static PackedRows pack(List<List<FieldVector>> columns, ExecutionContext context) {
        PackedRows packed = new PackedRows(columns);
        try {
            Errand.inRanges(context, columns.get(0).size(), 1, (from, to) -> {
                for (int batch = from; batch < to; batch++) {
                    packed.add(columns, batch, context.allocator());
                }
            });
            return packed;
        } catch (RuntimeException | Error e) {
            packed.close();
            throw e;
        }
    }

    private void add(List<List<FieldVector>> columns, int batch, BufferAllocator allocator) {
        int rowCount = columns.get(0).get(batch).getValueCount();
        long first = allocate((long) rowCount * stride, allocator);
        for (int column = 0; column < widths.length; column++) {
            values[column][batch] = first + offsets[column];
            if (validities[column].length > 0) {
                FieldVector vector = columns.get(column).get(batch);
                validities[column][batch] = copyValidity(vector, rowCount, allocator);
            }
        }
        for (int from = 0; from < rowCount; from += ROWS_AT_ONCE) {
            int count = Math.min(ROWS_AT_ONCE, rowCount - from);
            for (int column = 0; column < widths.length; column++) {
                long source = columns.get(column).get(batch).getDataBuffer().memoryAddress();
                long target = values[column][batch] + (long) stride * from;
                FixedWidth.spread(widths[column], source + (long) widths[column] * from, count, target, stride);
            }
        }
        columns.forEach(column -> column.get(batch).clear());
    }

    /** Rows as long as a line of memory begin where one does. */
    private long allocate(long bytes, BufferAllocator allocator) {
        ArrowBuf buffer = allocator.buffer(bytes + LINE_BYTES);
        buffers.add(buffer);
        return (buffer.memoryAddress() + LINE_BYTES - 1) & -LINE_BYTES;
    }

    private long copyValidity(FieldVector vector, int rowCount, BufferAllocator allocator) {
        int bytes = BitVectorHelper.getValidityBufferSize(rowCount);
        ArrowBuf copy = allocator.buffer(Math.max(1, bytes));
        buffers.add(copy);
        MemoryUtil.copyMemory(vector.getValidityBuffer().memoryAddress(), copy.memoryAddress(), bytes);
        return copy.memoryAddress();
    }

    /**
     * Fills the targets, one a column, with the rows at {@code locations[from .. from + count)}, as
     * {@link GatherRows#gather(List, long[], int, int, FieldVector)} does.
     */
    public void gather(long[] locations, int from, int count, List<FieldVector> targets) {
        List<ArrowBuf> gathered = new ArrayList<>();
        try {
            for (int column = 0; column < widths.length; column++) {
                gathered.add(targets.get(column).getAllocator().buffer((long) widths[column] * count));
            }
            gatherValues(locations, from, count, gathered);
            load(locations, from, count, gathered, targets);
        } finally {
            gathered.forEach(ArrowBuf::close);
        }
    }

    private void gatherValues(long[] locations, int from, int count, List<ArrowBuf> targets) {
        long[] addresses = targets.stream().mapToLong(ArrowBuf::memoryAddress).toArray();
        for (int start = 0; start < count; start += ROWS_AT_ONCE) {
            int rows = Math.min(ROWS_AT_ONCE, count - start);
            for (int column = 0; column < addresses.length; column++) {
                long target = addresses[column] + (long) widths[column] * start;
                FixedWidth.gather(widths[column], values[column], stride, locations, from + start, rows, target);
            }
        }
    }

    /** Columns that have no nulls of their own share their validity. */
    private void load(long[] locations, int from, int count, List<ArrowBuf> gathered, List<FieldVector> targets) {
        int bytes = BitVectorHelper.getValidityBufferSize(count);
        BufferAllocator allocator = targets.get(0).getAllocator();
        try (ArrowBuf ofRows = allocator.buffer(bytes)) {
            int missing = GatherRows.markRows(locations, from, count, ofRows.memoryAddress());
            for (int column = 0; column < widths.length; column++) {
                BaseFixedWidthVector target = storage(targets.get(column));
                if (validities[column].length == 0) {
                    GatherRows.load(target, count, missing, ofRows, gathered.get(column));
                    continue;
                }
                try (ArrowBuf own = allocator.buffer(bytes)) {
                    int nulls =
                            GatherRows.gatherBitmap(validities[column], locations, from, count, own.memoryAddress());
                    GatherRows.load(target, count, nulls, own, gathered.get(column));
                }
            }
        }
    }

    @Override
    public void close() {
        buffers.forEach(ArrowBuf::close);
        buffers.clear();
    }
}
