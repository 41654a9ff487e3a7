package io.godwit.planner.scan.filter;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Narrows a selection by the values of one vector. A null passes none but {@link NullKernel}. */
interface Kernel {
    /**
     * Copies from {@code rows} to {@code selected} those of the first {@code count} rows that pass, in order. Both may be the
     * same array.
     *
     * @return how many pass
     */
    int select(FieldVector vector, int[] rows, int count, int[] selected);

    /** 1 if the row's bit is set, else 0. */
    static int bit(ArrowBuf bits, int row) {
        return (bits.getByte(row >> 3) >> (row & 7)) & 1;
    }
}
