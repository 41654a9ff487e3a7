package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.rel.PointInTimeJoin;
import io.godwit.planner.sql.pointintime.PointInTimeJoinBuilder;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Converts ASOF joins straight to {@link PointInTimeJoin}: Calcite's own node never stands in a plan. Joins by USING and NATURAL
 * get the condition that {@link CommonKeys} says.
 */
final class PointInTimeConverter extends SqlToRelConverter {
    private static final int LITERALS_BEFORE_JOIN = 10_000;

    /** A query within SELECT names columns of the rows beneath it by place; merged with what selects these, it would name others. */
    private static final int NEVER_MERGED = -1;

    private static final Config CONFIG = SqlToRelConverter.config()
            .withExpand(false)
            .withTrimUnusedFields(false)
            .withInSubQueryThreshold(LITERALS_BEFORE_JOIN)
            .withCreateValuesRel(true)
            .addRelBuilderConfigTransform(config -> config.withBloat(NEVER_MERGED));

    private final ZoneId zone;
    private final StatementProgress progress;

    /** Under way, the innermost first. */
    private final Deque<SqlJoin> joins = new ArrayDeque<>();

    /**
     * @param zone the session's
     * @param progress told of each query within the statement
     */
    PointInTimeConverter(
            SqlValidator validator,
            CalciteCatalogReader catalog,
            RelOptCluster cluster,
            ZoneId zone,
            StatementProgress progress) {
        super(
                (type, sql, schemaPath, viewPath) -> {
                    throw new IllegalStateException("Views are expanded before validation");
                },
                validator,
                catalog,
                cluster,
                Convertlets.TABLE,
                CONFIG);
        this.zone = zone;
        this.progress = progress;
    }

    @Override
    protected RelRoot convertQueryRecursive(SqlNode query, boolean top, @Nullable RelDataType targetRowType) {
        progress.at(query);
        return super.convertQueryRecursive(query, top, targetRowType);
    }

    @Override
    protected void convertFrom(Blackboard blackboard, @Nullable SqlNode from, @Nullable List<String> names) {
        if (from instanceof SqlJoin join) {
            joins.push(join);
            super.convertFrom(blackboard, from, names);
            joins.pop();
        } else {
            super.convertFrom(blackboard, from, names);
        }
    }

    @Override
    protected RelNode createJoin(
            Blackboard blackboard, RelNode left, RelNode right, RexNode condition, JoinRelType joinType) {
        SqlValidator names = requireNonNull(validator, "validator");
        SqlJoin join = joins.peek();
        RexNode meant = join != null && names.getJoinScope(join) == blackboard.scope
                ? new CommonKeys(names, rexBuilder, left, right).condition(join, condition)
                : condition;
        return super.createJoin(blackboard, left, right, meant, joinType);
    }

    @Override
    protected RelNode createAsofJoin(
            SqlParserPos position,
            Blackboard blackboard,
            RelNode labels,
            RelNode features,
            RexNode keys,
            RexNode matchCondition,
            JoinRelType joinType) {
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(cluster, null);
        return new PointInTimeJoinBuilder(cluster, builder, zone, position, labels, features)
                .build(keys, matchCondition, joinType == JoinRelType.LEFT_ASOF);
    }
}
