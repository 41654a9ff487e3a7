package io.godwit.planner.physical;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.rel.PreAggregate;
import io.godwit.planner.rel.PreAggregate.Measured;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** An aggregate in three steps: native operators measure parts of groups, the engine adds them up, and computes what was asked for. */
final class PutTogether {
    private static final int DECIMAL_DIGITS = 38;

    private final Aggregate aggregate;
    private final List<RexNode> columns;
    private final RelNode rows;
    private final RelDataTypeFactory types;
    private final List<Integer> keys = new ArrayList<>();
    private final List<Measured> measures = new ArrayList<>();

    /** @param columns what the aggregate's columns are of {@code rows} */
    PutTogether(Aggregate aggregate, List<RexNode> columns, RelNode rows) {
        this.aggregate = aggregate;
        this.columns = columns;
        this.rows = rows;
        this.types = aggregate.getCluster().getTypeFactory();
        aggregate.getGroupSet().forEachInt(key -> keys.add(((RexInputRef) columns.get(key)).getIndex()));
    }

    RelNode build() {
        List<AggregateCall> calls = aggregate.getAggCallList();
        calls.forEach(this::measure);
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(aggregate.getCluster(), null);
        builder.push(parts());
        List<RelBuilder.AggCall> sums = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            sums.add(putTogether(builder, i));
        }
        builder.aggregate(builder.groupKey(ImmutableBitSet.range(keys.size())), sums);
        List<RexNode> results = new ArrayList<>();
        for (int i = 0; i < aggregate.getRowType().getFieldCount(); i++) {
            RexNode value = i < keys.size() ? builder.field(i) : result(builder, calls.get(i - keys.size()));
            RelDataType type = aggregate.getRowType().getFieldList().get(i).getType();
            results.add(
                    value.getType().equals(type)
                            ? value
                            : builder.getRexBuilder().makeAbstractCast(type, value, false));
        }
        return builder.project(results, aggregate.getRowType().getFieldNames(), true)
                .build();
    }

    private void measure(AggregateCall call) {
        switch (call.getAggregation().getKind()) {
            case AVG -> {
                indexOf(SqlKind.SUM, argument(call), true);
                indexOf(SqlKind.COUNT, argument(call), false);
            }
            default -> indexOf(call.getAggregation().getKind(), argument(call), false);
        }
    }

    private @Nullable RexNode argument(AggregateCall call) {
        return call.getArgList().isEmpty()
                ? null
                : columns.get(call.getArgList().get(0));
    }

    /** What is measured once serves all who ask for it; a column without nulls is counted as rows are. */
    private int indexOf(SqlKind kind, @Nullable RexNode argument, boolean unscaled) {
        boolean isCountOfAll = kind == SqlKind.COUNT
                && (argument == null || !argument.getType().isNullable());
        Measured measure = new Measured(kind, isCountOfAll ? null : argument, unscaled);
        if (!measures.contains(measure)) {
            measures.add(measure);
        }
        return measures.indexOf(measure);
    }

    private PreAggregate parts() {
        RelDataTypeFactory.Builder type = types.builder();
        for (int key : keys) {
            type.add(rows.getRowType().getFieldList().get(key));
        }
        for (int i = 0; i < measures.size(); i++) {
            type.add("m" + i, type(measures.get(i)));
        }
        List<Integer> used = used().asList();
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(aggregate.getCluster(), null);
        builder.push(rows);
        return new PreAggregate(
                aggregate.getCluster(),
                rows.getTraitSet(),
                builder.project(builder.fields(used)).build(),
                keys.stream().map(used::indexOf).toList(),
                measures.stream().map(measure -> over(used, measure)).toList(),
                type.uniquify().build());
    }

    private ImmutableBitSet used() {
        ImmutableBitSet.Builder used = ImmutableBitSet.builder().addAll(keys);
        measures.stream()
                .map(Measured::argument)
                .filter(Objects::nonNull)
                .forEach(argument -> used.addAll(RelOptUtil.InputFinder.bits(argument)));
        return used.build();
    }

    private static Measured over(List<Integer> used, Measured measure) {
        RexNode argument = measure.argument();
        return argument == null
                ? measure
                : new Measured(
                        measure.kind(),
                        argument.accept(new RexShuttle() {
                            @Override
                            public RexNode visitInputRef(RexInputRef ref) {
                                return new RexInputRef(used.indexOf(ref.getIndex()), ref.getType());
                            }
                        }),
                        measure.unscaled());
    }

    private RelDataType type(Measured measure) {
        if (measure.kind() == SqlKind.COUNT) {
            return types.createSqlType(SqlTypeName.BIGINT);
        }
        RelDataType argument = requireNonNull(measure.argument()).getType();
        boolean hasScale = argument.getSqlTypeName() == SqlTypeName.DECIMAL && !measure.unscaled();
        RelDataType type = measure.kind() == SqlKind.SUM
                ? types.createSqlType(SqlTypeName.DECIMAL, DECIMAL_DIGITS, hasScale ? argument.getScale() : 0)
                : argument;
        return types.createTypeWithNullability(type, true);
    }

    private RelBuilder.AggCall putTogether(RelBuilder builder, int measure) {
        RexNode part = builder.field(keys.size() + measure);
        return switch (measures.get(measure).kind()) {
            case COUNT -> builder.aggregateCall(SqlStdOperatorTable.SUM0, part);
            case MIN -> builder.min(part);
            case MAX -> builder.max(part);
            default -> builder.sum(part);
        };
    }

    private RexNode result(RelBuilder builder, AggregateCall call) {
        RexNode argument = argument(call);
        if (call.getAggregation().getKind() == SqlKind.AVG) {
            return average(builder, requireNonNull(argument));
        }
        return builder.field(keys.size() + indexOf(call.getAggregation().getKind(), argument, false));
    }

    /** The sum in units of its last digit, so that only the division rounds. */
    private RexNode average(RelBuilder builder, RexNode argument) {
        RexNode sum = builder.field(keys.size() + indexOf(SqlKind.SUM, argument, true));
        RexNode count = builder.field(keys.size() + indexOf(SqlKind.COUNT, argument, false));
        RelDataType type = argument.getType();
        BigDecimal unit = BigDecimal.TEN.pow(type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0);
        RexNode units = builder.call(
                SqlStdOperatorTable.MULTIPLY,
                builder.cast(count, SqlTypeName.DOUBLE),
                builder.cast(builder.literal(unit), SqlTypeName.DOUBLE));
        return builder.call(
                SqlStdOperatorTable.CASE,
                builder.equals(count, builder.literal(0L)),
                builder.getRexBuilder().makeNullLiteral(types.createSqlType(SqlTypeName.DOUBLE)),
                builder.call(SqlStdOperatorTable.DIVIDE, builder.cast(sum, SqlTypeName.DOUBLE), units));
    }
}
