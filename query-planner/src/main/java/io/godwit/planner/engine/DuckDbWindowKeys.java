package io.godwit.planner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;

/** Makes window keys that may be an error columns of their own: DuckDB takes them for volatile, and refuses them as keys. */
final class DuckDbWindowKeys extends RexShuttle {
    private final Project project;
    private final List<RexNode> columns;
    private final int inputs;
    private boolean withinWindow;

    private DuckDbWindowKeys(Project project) {
        this.project = project;
        this.columns = new ArrayList<>(project.getCluster()
                .getRexBuilder()
                .identityProjects(project.getInput().getRowType()));
        this.inputs = columns.size();
    }

    /** The same rows, of a projection below that has such keys; where there are none, the projection itself. */
    static Project asColumns(Project project) {
        if (!project.containsOver()) {
            return project;
        }
        DuckDbWindowKeys keys = new DuckDbWindowKeys(project);
        List<RexNode> items = keys.visitList(project.getProjects());
        return keys.columns.size() == keys.inputs ? project : keys.above(items);
    }

    private Project above(List<RexNode> items) {
        List<String> names = columns.stream().map(RexNode::toString).toList();
        Project below = LogicalProject.create(project.getInput(), List.of(), columns, names, Set.of());
        return LogicalProject.create(
                below, List.of(), items, project.getRowType().getFieldNames(), Set.of());
    }

    @Override
    public RexWindow visitWindow(RexWindow window) {
        withinWindow = true;
        RexWindow visited = super.visitWindow(window);
        withinWindow = false;
        return visited;
    }

    @Override
    public RexNode visitCall(RexCall call) {
        if (!withinWindow || !DuckDbSeries.mayFail(call)) {
            return super.visitCall(call);
        }
        columns.add(call);
        return new RexInputRef(columns.size() - 1, call.getType());
    }
}
