package io.godwit.pitjoin.gather;

import io.godwit.pitjoin.batch.Words;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;

/**
 * Copies chosen rows of one column, spread over many batches, into one vector.
 *
 * <p>Fixed-width and variable-width types go from buffer to buffer; nested types row by row through Arrow's own copier.
 */
public final class GatherRows {
    private GatherRows() {}

    /**
     * Fills {@code target} with the rows at {@code locations[from .. from + count)}; {@link RowLocations#NONE} gives null.
     *
     * @param sources the column in each batch, all of {@code target}'s type
     * @param target an empty vector; it is allocated here
     */
    public static void gather(List<FieldVector> sources, long[] locations, int from, int count, FieldVector target) {
        gather(sources, anyNull(sources), locations, from, count, target);
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
        target.allocateNew(count);
        long[] data = addresses(sources, false);
        long address = target.getDataBuffer().memoryAddress();
        switch (target.getTypeWidth()) {
            case 1 -> FixedWidth.gather1(data, locations, from, count, address);
            case 2 -> FixedWidth.gather2(data, locations, from, count, address);
            case 4 -> FixedWidth.gather4(data, locations, from, count, address);
            case 8 -> FixedWidth.gather8(data, locations, from, count, address);
            case 16 -> FixedWidth.gather16(data, locations, from, count, address);
            default -> FixedWidth.gatherAny(data, locations, from, count, address, target.getTypeWidth());
        }
        gatherValidity(sources, anyNull, locations, from, count, target.getValidityBuffer());
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

    private static void gatherValidity(
            List<FieldVector> sources, boolean anyNull, long[] locations, int from, int count, ArrowBuf validity) {
        boolean hasNulls = anyNull;
        for (int i = 0; !hasNulls && i < count; i++) {
            hasNulls = locations[from + i] == RowLocations.NONE;
        }
        if (hasNulls) {
            gatherBitmap(addresses(sources, true), locations, from, count, validity.memoryAddress());
        } else {
            validity.setOne(0, BitVectorHelper.getValidityBufferSize(count));
        }
    }

    /** Gathers bits a byte at a time; no row gives zero. */
    private static void gatherBitmap(long[] sources, long[] locations, int from, int count, long target) {
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
            MemoryUtil.putByte(target + (start >> 3), (byte) bits);
        }
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
