package io.godwit.planner.scan.filter;

import org.apache.arrow.vector.FieldVector;

/** Strings and binaries against a literal. UTF-8 bytes order as code points do. */
record BytesKernel(Test test) implements Kernel {
    /** Asks something of one row that is not null. */
    interface Test {
        boolean passes(BytesView bytes, int row);
    }

    static BytesKernel comparing(Comparison comparison, byte[] literal) {
        return new BytesKernel((bytes, row) -> comparison.accepts(bytes.compare(row, literal)));
    }

    static BytesKernel startingWith(byte[] prefix, boolean wanted) {
        return new BytesKernel((bytes, row) -> bytes.startsWith(row, prefix) == wanted);
    }

    /** @param sorted ascending by unsigned bytes */
    static BytesKernel among(byte[][] sorted, boolean wanted) {
        return new BytesKernel((bytes, row) -> contains(sorted, bytes, row) == wanted);
    }

    private static boolean contains(byte[][] sorted, BytesView bytes, int row) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = bytes.compare(row, sorted[middle]);
            if (compared == 0) {
                return true;
            }
            low = compared > 0 ? middle + 1 : low;
            high = compared > 0 ? high : middle - 1;
        }
        return false;
    }

    @Override
    public int cost() {
        return 16;
    }

    @Override
    public int select(FieldVector vector, int[] rows, int count, int[] selected) {
        int present = new NullKernel(false).select(vector, rows, count, selected);
        BytesView bytes = new BytesView(vector);
        int passed = 0;
        for (int i = 0; i < present; i++) {
            int row = selected[i];
            selected[passed] = row;
            passed += test.passes(bytes, row) ? 1 : 0;
        }
        return passed;
    }
}
