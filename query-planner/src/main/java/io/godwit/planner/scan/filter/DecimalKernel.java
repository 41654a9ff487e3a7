package io.godwit.planner.scan.filter;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;

/** Decimals of one scale against literals of that scale, as 128-bit integers. */
final class DecimalKernel implements Kernel {
    private static final int BYTES = 16;

    /** Asks something of one value. */
    private interface Test {
        boolean passes(long high, long low);
    }

    /** A 128-bit integer: signed upper half, unsigned lower half. */
    private record Unscaled(long high, long low) {
        static Unscaled of(BigInteger value) {
            return new Unscaled(value.shiftRight(Long.SIZE).longValueExact(), value.longValue());
        }

        /** How a value compares with this one. */
        int compare(long valueHigh, long valueLow) {
            int compared = Long.compare(valueHigh, high);
            return compared == 0 ? Long.compareUnsigned(valueLow, low) : compared;
        }
    }

    private final Test test;

    private DecimalKernel(Test test) {
        this.test = test;
    }

    static DecimalKernel comparing(Comparison comparison, BigInteger literal) {
        Unscaled unscaled = Unscaled.of(literal);
        return new DecimalKernel((high, low) -> comparison.accepts(unscaled.compare(high, low)));
    }

    static DecimalKernel among(List<BigInteger> literals, boolean wanted) {
        List<Unscaled> sorted = literals.stream()
                .sorted(Comparator.naturalOrder())
                .map(Unscaled::of)
                .toList();
        return new DecimalKernel((high, low) -> contains(sorted, high, low) == wanted);
    }

    private static boolean contains(List<Unscaled> sorted, long high, long low) {
        int from = 0;
        int to = sorted.size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int compared = sorted.get(middle).compare(high, low);
            if (compared == 0) {
                return true;
            }
            from = compared > 0 ? middle + 1 : from;
            to = compared > 0 ? to : middle - 1;
        }
        return false;
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int present = new NullKernel(false).select(vector, rows, count, selected);
        long data = vector.getDataBuffer().memoryAddress();
        int passed = 0;
        for (int i = 0; i < present; i++) {
            int row = selected[i];
            long value = data + (long) row * BYTES;
            selected[passed] = row;
            passed += test.passes(MemoryUtil.getLong(value + Long.BYTES), MemoryUtil.getLong(value)) ? 1 : 0;
        }
        return passed;
    }
}
