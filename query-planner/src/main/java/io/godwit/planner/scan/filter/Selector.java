package io.godwit.planner.scan.filter;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.StructVector;

/** A node of a compiled filter: narrows a selection of rows. Immutable. */
sealed interface Selector {
    /**
     * Keeps in place those of the first {@code count} rows that pass, in order.
     *
     * @return how many pass
     */
    int select(List<? extends FieldVector> columns, int[] rows, int count);

    /** What a row costs, as {@link Kernel#cost} says. */
    default int cost() {
        return 0;
    }

    /** Passes all rows or none. */
    record Constant(boolean passes) implements Selector {
        @Override
        public int select(List<? extends FieldVector> columns, int[] rows, int count) {
            return passes ? count : 0;
        }
    }

    /** Each part narrows what the one before it left. */
    record And(List<Selector> parts) implements Selector {
        @Override
        public int cost() {
            return parts.stream().mapToInt(Selector::cost).sum();
        }

        @Override
        public int select(List<? extends FieldVector> columns, int[] rows, int count) {
            int left = count;
            for (Selector part : parts) {
                left = part.select(columns, rows, left);
            }
            return left;
        }
    }

    /** Asks each part for the rows no earlier part has passed. */
    record Or(List<Selector> parts) implements Selector {
        @Override
        public int cost() {
            return 2 + parts.stream().mapToInt(Selector::cost).sum();
        }

        @Override
        public int select(List<? extends FieldVector> columns, int[] rows, int count) {
            boolean[] passed = new boolean[count == 0 ? 0 : rows[count - 1] + 1];
            int[] candidates = new int[count];
            for (Selector part : parts) {
                int open = without(passed, rows, count, candidates);
                int selected = part.select(columns, candidates, open);
                for (int i = 0; i < selected; i++) {
                    passed[candidates[i]] = true;
                }
            }
            return with(passed, rows, count);
        }

        private static int without(boolean[] passed, int[] rows, int count, int[] open) {
            int remaining = 0;
            for (int i = 0; i < count; i++) {
                if (!passed[rows[i]]) {
                    open[remaining++] = rows[i];
                }
            }
            return remaining;
        }

        private static int with(boolean[] passed, int[] rows, int count) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (passed[rows[i]]) {
                    rows[kept++] = rows[i];
                }
            }
            return kept;
        }
    }

    /**
     * Asks a kernel about one column, at the top level or within structs.
     *
     * @param path index of the top-level column, then of the child in each struct
     */
    record Column(List<Integer> path, Kernel kernel) implements Selector {
        @Override
        public int cost() {
            return kernel.cost();
        }

        @Override
        public int select(List<? extends FieldVector> columns, int[] rows, int count) {
            FieldVector vector = columns.get(path.get(0));
            int left = count;
            for (int child : path.subList(1, path.size())) {
                left = new NullKernel(false).select(vector, rows, left, rows);
                vector = (FieldVector) ((StructVector) vector).getChildByOrdinal(child);
            }
            return kernel.select(vector, rows, left, rows);
        }
    }

    /** {@code IS NULL} within structs: true also where an enclosing struct is null. */
    record NestedNull(List<Integer> path) implements Selector {
        @Override
        public int select(List<? extends FieldVector> columns, int[] rows, int count) {
            int passed = 0;
            for (int i = 0; i < count; i++) {
                int row = rows[i];
                rows[passed] = row;
                passed += isNull(columns, row) ? 1 : 0;
            }
            return passed;
        }

        private boolean isNull(List<? extends FieldVector> columns, int row) {
            FieldVector vector = columns.get(path.get(0));
            for (int child : path.subList(1, path.size())) {
                if (vector.isNull(row)) {
                    return true;
                }
                vector = (FieldVector) ((StructVector) vector).getChildByOrdinal(child);
            }
            return vector.isNull(row);
        }
    }
}
