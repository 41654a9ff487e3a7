package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/**
 * Narrows a selection by the values of one vector. A null passes none but {@link NullKernel}. Values are read by their
 * address: rows come from the engine and lie within the vector, and Arrow's check of every access costs more than the
 * comparison.
 */
interface Kernel {
    /**
     * Copies from {@code rows} to {@code selected} those of the first {@code count} rows that pass, in order. Both may be the
     * same array.
     *
     * @return how many pass
     */
    int select(FieldVector vector, int[] rows, int count, int[] selected);

    /** What a row costs, a comparison of two integers being 1: cheap kernels leave fewer rows to dear ones. */
    default int cost() {
        return 2;
    }

    /** 1 if the row's bit is set, else 0. */
    static int bit(long bits, int row) {
        return (MemoryUtil.getByte(bits + (row >> 3)) >> (row & 7)) & 1;
    }
}
