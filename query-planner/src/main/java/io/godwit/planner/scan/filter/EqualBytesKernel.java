package io.godwit.planner.scan.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/** Strings and binaries equal to one of a few literals, or to none. The length tells most apart, then eight bytes at a time. */
final class EqualBytesKernel implements Kernel {
    /** More than this are looked up faster in order. */
    static final int MOST_LITERALS = 8;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final byte[][] literals;
    private final boolean wanted;

    EqualBytesKernel(List<byte[]> literals, boolean wanted) {
        this.literals = literals.toArray(byte[][]::new);
        this.wanted = wanted;
    }

    @Override
    public int cost() {
        return 4 + literals.length;
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int present = new NullKernel(false).select(vector, rows, count, selected);
        BytesView bytes = new BytesView(vector);
        long data = vector.getDataBuffer().memoryAddress();
        int passed = 0;
        for (int i = 0; i < present; i++) {
            int row = selected[i];
            int start = bytes.start(row);
            selected[passed] = row;
            passed += isAmong(data + start, bytes.end(row) - start) == wanted ? 1 : 0;
        }
        return passed;
    }

    private boolean isAmong(long address, int length) {
        for (byte[] literal : literals) {
            if (literal.length == length && isEqual(address, literal)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEqual(long address, byte[] literal) {
        int at = 0;
        for (; at + Long.BYTES <= literal.length; at += Long.BYTES) {
            if (MemoryUtil.getLong(address + at) != (long) WORDS.get(literal, at)) {
                return false;
            }
        }
        for (; at < literal.length; at++) {
            if (MemoryUtil.getByte(address + at) != literal[at]) {
                return false;
            }
        }
        return true;
    }
}
