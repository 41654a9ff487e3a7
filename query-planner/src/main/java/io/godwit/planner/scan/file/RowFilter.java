package io.godwit.planner.scan.file;

import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Says which rows of a file survive: deletes and the scan's filter, together. A reader decodes the {@link #columns()} of
 * some rows first, asks, and then decodes the columns of the read for the selected rows only, or not at all if there are
 * none. It belongs to one read and is called by one thread at a time.
 */
public interface RowFilter {
    /** Lets every row pass. */
    RowFilter ALL = new RowFilter() {
        @Override
        public List<NestedField> columns() {
            return List.of();
        }

        @Override
        public boolean passesAll() {
            return true;
        }

        @Override
        public int select(List<? extends FieldVector> columns, RowPositions positions, int[] selection) {
            for (int row = 0; row < positions.count(); row++) {
                selection[row] = row;
            }
            return positions.count();
        }
    };

    /**
     * The columns it must see, by field id; may share some with the read, may be none (deletes by position alone). A struct may be
     * there again with other fields, and a name that a dropped column had.
     */
    List<NestedField> columns();

    /** Whether {@link #select} would select every row whatever it holds, so that it need not be asked. */
    boolean passesAll();

    /**
     * Which rows pass.
     *
     * @param columns one vector per column of {@link #columns()}, in that order, {@code positions.count()} rows each; they
     *     stay the caller's
     * @param positions where in the file the rows stand
     * @param selection receives the indexes of the rows that pass, ascending; has room for all
     * @return how many pass
     */
    int select(List<? extends FieldVector> columns, RowPositions positions, int[] selection);
}
