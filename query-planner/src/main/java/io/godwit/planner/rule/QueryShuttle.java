package io.godwit.planner.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Rewrites the nodes of a query and of all subqueries in its expressions, innermost first. */
abstract class QueryShuttle extends RelHomogeneousShuttle {
    private final RexShuttle inSubQueries = new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            RelNode query = visited.rel.accept(QueryShuttle.this);
            return query == visited.rel ? visited : visited.clone(query);
        }
    };

    @Override
    public final RelNode visit(RelNode rel) {
        return rewritten(super.visit(rel).accept(inSubQueries));
    }

    /**
     * What stands in the place of a node, or itself.
     *
     * @param rel whose inputs and subqueries are rewritten
     */
    abstract RelNode rewritten(RelNode rel);
}
