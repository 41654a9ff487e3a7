package io.godwit.planner.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;

/** Makes subqueries within windows columns below: Calcite finds no others in a SELECT. */
final class SubQueriesOfWindows extends QueryShuttle {
    private final RexBuilder rex;

    SubQueriesOfWindows(RexBuilder rex) {
        this.rex = rex;
    }

    @Override
    RelNode rewritten(RelNode rel) {
        if (!(rel instanceof LogicalProject project)
                || !project.containsOver()
                || !RexUtil.SubQueryFinder.containsSubQuery(project)) {
            return rel;
        }
        RelNode input = project.getInput();
        List<RexNode> columns = new ArrayList<>(rex.identityProjects(input.getRowType()));
        List<RexNode> items = new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                columns.add(subQuery);
                return new RexInputRef(columns.size() - 1, subQuery.getType());
            }
        }.visitList(project.getProjects());
        RelNode below =
                LogicalProject.create(input, List.of(), columns, (List<String>) null, project.getVariablesSet());
        return LogicalProject.create(below, project.getHints(), items, project.getRowType(), Set.of());
    }
}
