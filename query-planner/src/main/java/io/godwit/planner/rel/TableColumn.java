package io.godwit.planner.rel;

import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexInputRef;

/** A column of a table, by the name the table has for it. */
public record TableColumn(Relation relation, String name) {
    /** The table column that column {@code index} of {@code rel} is, if it comes from one unchanged. */
    public static Optional<TableColumn> origin(RelNode rel, int index) {
        if (rel instanceof TableScan scan) {
            String name = scan.getRowType().getFieldNames().get(index);
            return Optional.of(new TableColumn(BoundTable.relationOf(scan), name));
        } else if (rel instanceof Filter filter) {
            return origin(filter.getInput(), index);
        } else if (rel instanceof Project project && project.getProjects().get(index) instanceof RexInputRef ref) {
            return origin(project.getInput(), ref.getIndex());
        }
        return Optional.empty();
    }
}
