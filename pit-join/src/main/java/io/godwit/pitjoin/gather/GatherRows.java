package io.godwit.pitjoin.gather;

import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.Words;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Copies chosen rows, spread over many batches, into one vector, or into a batch of one vector for each column.
 *
 * <p>Fixed-width and variable-width types go from buffer to buffer, as do those within structs, lists and maps; other nested
 * types row by row through Arrow's own copier.
 */
public final class GatherRows {
    private GatherRows() {}

    /**
     * The rows at {@code locations[from .. from + count)} as a batch, which is the caller's.
     *
     * @param columns gives each column of the schema in each batch
     */
    public static VectorSchemaRoot gather(
            Schema schema,
            IntFunction<List<FieldVector>> columns,
            long[] locations,
            int from,
            int count,
            BufferAllocator allocator) {
        return NewBatch.of(schema, count, vectors -> {
            for (Field field : schema.getFields()) {
                List<FieldVector> sources = columns.apply(vectors.size());
                FieldVector target = field.createVector(allocator);
                vectors.add(target);
                gather(sources, locations, from, count, target);
            }
        });
    }

    /** The rows of one batch at the first {@code count} of {@code locations} as a batch, which is the caller's. */
    public static VectorSchemaRoot gather(
            VectorSchemaRoot batch, long[] locations, int count, BufferAllocator allocator) {
        return gather(batch.getSchema(), column -> List.of(batch.getVector(column)), locations, 0, count, allocator);
    }

    /** The first {@code count} of {@code rows} of a batch as a batch, which is the caller's. */
    public static VectorSchemaRoot gather(VectorSchemaRoot batch, int[] rows, int count, BufferAllocator allocator) {
        return gather(batch, locations(rows, count), count, allocator);
    }

    /**
     * Fills {@code target} with the rows at {@code locations[from .. from + count)}; {@link RowLocations#NONE} gives null.
     *
     * @param sources the column in each batch, all of {@code target}'s type
     * @param target an empty vector; it is allocated here
     */
    public static void gather(List<FieldVector> sources, long[] locations, int from, int count, FieldVector target) {
        gather(sources, anyNull(sources), locations, from, count, target);
    }

    /** Fills {@code target}, an empty vector of the source's type, with the first {@code count} of {@code rows}. */
    public static void gather(FieldVector source, int[] rows, int count, FieldVector target) {
        gather(List.of(source), locations(rows, count), 0, count, target);
    }

    private static long[] locations(int[] rows, int count) {
        long[] locations = new long[count];
        Arrays.setAll(locations, i -> RowLocations.of(0, rows[i]));
        return locations;
    }

    /** Whether any value of the column is null: looks at all validity bits. */
    public static boolean anyNull(List<FieldVector> sources) {
        return sources.stream().map(Words::storage).anyMatch(source -> source.getNullCount() > 0);
    }

    /** {@link #gather(List, long[], int, int, FieldVector)} for one who gathers again and again and has asked {@link #anyNull}. */
    public static void gather(
            List<FieldVector> sources, boolean anyNull, long[] locations, int from, int count, FieldVector target) {
        FieldVector storage = Words.storage(target);
        if (storage instanceof NullVector) {
            target.setValueCount(count);
            return;
        }
        List<FieldVector> storages = sources.stream().map(Words::storage).toList();
        if (storage instanceof BitVector bits) {
            gatherBits(storages, anyNull, locations, from, count, bits);
        } else if (storage instanceof BaseFixedWidthVector fixed) {
            gatherFixed(storages, anyNull, locations, from, count, fixed);
        } else if (storage instanceof BaseVariableWidthVector variable) {
            gatherVariable(storages, anyNull, locations, from, count, variable);
        } else if (storage instanceof BaseLargeVariableWidthVector variable) {
            gatherLargeVariable(storages, anyNull, locations, from, count, variable);
        } else if (storage instanceof StructVector struct) {
            NestedRows.gather(storages, locations, from, count, struct);
        } else if (storage instanceof ListVector list) {
            NestedRows.gather(storages, locations, from, count, list);
        } else {
            copyOneByOne(storages, locations, from, count, storage);
        }
        target.setValueCount(count);
    }

    private static void gatherBits(
            List<FieldVector> sources, boolean anyNull, long[] locations, int from, int count, BitVector target) {
        target.allocateNew(count);
        gatherBitmap(
                addresses(sources, false),
                locations,
                from,
                count,
                target.getDataBuffer().memoryAddress());
        gatherValidity(sources, anyNull, locations, from, count, target.getValidityBuffer());
    }

    private static void gatherFixed(
            List<FieldVector> sources,
            boolean anyNull,
            long[] locations,
            int from,
            int count,
            BaseFixedWidthVector target) {
        int width = target.getTypeWidth();
        BufferAllocator allocator = target.getAllocator();
        try (ArrowBuf values = allocator.buffer((long) width * count);
                ArrowBuf validity = allocator.buffer(BitVectorHelper.getValidityBufferSize(count))) {
            FixedWidth.gather(width, addresses(sources, false), width, locations, from, count, values.memoryAddress());
            int nulls = gatherValidity(sources, anyNull, locations, from, count, validity);
            load(target, count, nulls, validity, values);
        }
    }

    /** Gives a vector its buffers: what Arrow allocates itself it fills with zeros first. */
    static void load(BaseFixedWidthVector target, int count, int nulls, ArrowBuf validity, ArrowBuf values) {
        target.loadFieldBuffers(new ArrowFieldNode(count, nulls), List.of(validity, values));
    }

    private static void gatherVariable(
            List<FieldVector> sources,
            boolean anyNull,
            long[] locations,
            int from,
            int count,
            BaseVariableWidthVector target) {
        long[] offsets = offsetAddresses(sources);
        long bytes = VariableWidth.length(offsets, locations, from, count);
        target.allocateNew(bytes, count);
        VariableWidth.gather(
                offsets,
                addresses(sources, false),
                locations,
                from,
                count,
                target.getOffsetBuffer().memoryAddress(),
                target.getDataBuffer().memoryAddress());
        gatherValidity(sources, anyNull, locations, from, count, target.getValidityBuffer());
        target.setLastSet(count - 1);
    }

    private static void gatherLargeVariable(
            List<FieldVector> sources,
            boolean anyNull,
            long[] locations,
            int from,
            int count,
            BaseLargeVariableWidthVector target) {
        long[] offsets = offsetAddresses(sources);
        long bytes = VariableWidth.lengthLarge(offsets, locations, from, count);
        target.allocateNew(bytes, count);
        VariableWidth.gatherLarge(
                offsets,
                addresses(sources, false),
                locations,
                from,
                count,
                target.getOffsetBuffer().memoryAddress(),
                target.getDataBuffer().memoryAddress());
        gatherValidity(sources, anyNull, locations, from, count, target.getValidityBuffer());
        target.setLastSet(count - 1);
    }

    private static void copyOneByOne(
            List<FieldVector> sources, long[] locations, int from, int count, FieldVector target) {
        target.setInitialCapacity(count);
        target.allocateNew();
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (location != RowLocations.NONE) {
                FieldVector source = sources.get(RowLocations.batch(location));
                // Arrow copies nested values through a reader that the source keeps, which stands at one row at a time.
                synchronized (source) {
                    target.copyFromSafe(RowLocations.row(location), i, source);
                }
            }
        }
    }

    /** Returns how many are null. */
    private static int gatherValidity(
            List<FieldVector> sources, boolean anyNull, long[] locations, int from, int count, ArrowBuf validity) {
        return anyNull
                ? gatherBitmap(addresses(sources, true), locations, from, count, validity.memoryAddress())
                : markRows(locations, from, count, validity.memoryAddress());
    }

    /** Writes a bit for every location, zero where there is no row, and returns how many are zero. */
    static int markRows(long[] locations, int from, int count, long target) {
        int zeros = count;
        for (int start = 0; start < count; start += 8) {
            int bits = 0;
            int end = Math.min(8, count - start);
            for (int i = 0; i < end; i++) {
                bits |= (locations[from + start + i] == RowLocations.NONE ? 0 : 1) << i;
            }
            zeros -= Integer.bitCount(bits);
            MemoryUtil.putByte(target + (start >> 3), (byte) bits);
        }
        return zeros;
    }

    /** Gathers bits a byte at a time, and returns how many are zero; no row gives zero. */
    static int gatherBitmap(long[] sources, long[] locations, int from, int count, long target) {
        int zeros = count;
        for (int start = 0; start < count; start += 8) {
            int bits = 0;
            int end = Math.min(8, count - start);
            for (int i = 0; i < end; i++) {
                long location = locations[from + start + i];
                if (location != RowLocations.NONE) {
                    int row = RowLocations.row(location);
                    bits |= (MemoryUtil.getByte(sources[RowLocations.batch(location)] + (row >> 3)) >> (row & 7) & 1)
                            << i;
                }
            }
            zeros -= Integer.bitCount(bits);
            MemoryUtil.putByte(target + (start >> 3), (byte) bits);
        }
        return zeros;
    }

    private static long[] addresses(List<FieldVector> sources, boolean validity) {
        return sources.stream()
                .mapToLong(source -> (validity ? source.getValidityBuffer() : source.getDataBuffer()).memoryAddress())
                .toArray();
    }

    private static long[] offsetAddresses(List<FieldVector> sources) {
        return sources.stream()
                .mapToLong(source -> source.getOffsetBuffer().memoryAddress())
                .toArray();
    }
}
