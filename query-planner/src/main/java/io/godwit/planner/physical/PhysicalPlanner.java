package io.godwit.planner.physical;

import static java.util.Objects.requireNonNull;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.planner.engine.DuckDbEngine;
import io.godwit.planner.engine.DuckDbUnparser;
import io.godwit.planner.engine.StatementValues;
import io.godwit.planner.operator.Scalar;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.NativeInput;
import io.godwit.planner.rel.PreAggregate;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.scan.column.QueryColumns;
import io.godwit.planner.scan.file.FileReader;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Chooses for every node of a plan what runs it: a native operator where all beneath it is native too, else the other
 * engine, which takes as much as it can in one piece. Point-in-time joins are native whatever is around them.
 */
public final class PhysicalPlanner {
    private final RexBuilder builder;
    private final DuckDbEngine engine;
    private final FileReader reader;
    private final StatementValues values;
    private final boolean steady;
    private final Cancellation cancellation;

    /**
     * @param reader reads the tables' data files
     * @param values what the statement's open values are in the engine
     */
    public PhysicalPlanner(RexBuilder builder, DuckDbEngine engine, FileReader reader, StatementValues values) {
        this(builder, engine, reader, values, false, new Cancellation());
    }

    private PhysicalPlanner(
            RexBuilder builder,
            DuckDbEngine engine,
            FileReader reader,
            StatementValues values,
            boolean steady,
            Cancellation cancellation) {
        this.builder = builder;
        this.engine = engine;
        this.reader = reader;
        this.values = values;
        this.steady = steady;
        this.cancellation = cancellation;
    }

    /** One for a single use, which ends when the statement is cancelled that it is for. */
    public PhysicalPlanner until(Cancellation cancelled) {
        return new PhysicalPlanner(builder, engine, reader, values, steady, cancelled);
    }

    /** One whose plans give the same rows each time: where order matters to the engine, one thread works. */
    public PhysicalPlanner steady() {
        return new PhysicalPlanner(builder, engine, reader, values, true, cancellation);
    }

    /** The session's time zone. */
    public ZoneId zone() {
        return values.present().zone();
    }

    /** @param schema what the result is announced as */
    public PhysicalPlan plan(RelNode rel, Schema schema) {
        return announced(plan(rel), schema);
    }

    private PhysicalPlan plan(RelNode rel) {
        cancellation.check();
        if (!isNative(rel)) {
            return engine(rel);
        } else if (rel instanceof TableScan scan) {
            return scan(scan);
        } else if (rel instanceof Filter filter) {
            return filter(filter);
        } else if (rel instanceof Project project) {
            return project(project);
        } else if (rel instanceof Sort sort) {
            return limit(sort);
        } else if (rel instanceof Union union) {
            return union(union);
        } else if (rel instanceof Values rows) {
            return values(rows);
        } else if (rel instanceof PreAggregate parts) {
            return new PreAggregatePlan(plan(parts.getInput()), parts.keys(), parts.measures(), schema(parts));
        } else if (rel instanceof Aggregate aggregate) {
            return MetadataAggregates.plan(aggregate, plan(aggregate.getInput()), engine(aggregate));
        }
        return new LevelPlanner(this::plan).plan(rel);
    }

    /** Whether native operators run the node and all beneath it, apart from the inputs of point-in-time joins. */
    private boolean isNative(RelNode rel) {
        if (isBoundScan(rel) || LevelPlanner.isNative(rel) || mayBeToldByMetadata(rel) || rel instanceof PreAggregate) {
            return true;
        } else if (rel instanceof Filter filter) {
            return isNative(filter.getInput()) && conjuncts(filter).allMatch(conjunct -> isNative(conjunct, filter));
        } else if (rel instanceof Project project) {
            return isNative(project.getInput())
                    && project.getProjects().stream()
                            .allMatch(expression ->
                                    expression instanceof RexInputRef || ScalarCompiler.compiles(expression));
        } else if (rel instanceof Sort sort) {
            return isLimit(sort) && isNative(sort.getInput());
        } else if (rel instanceof Union union) {
            return union.all
                    && union.getInputs().stream().allMatch(input -> isNative(input) && hasTypesOf(input, union));
        }
        return rel instanceof Values rows
                && rows.getTuples().stream().flatMap(List::stream).allMatch(ScalarCompiler::compiles);
    }

    /** Not so the scan of what a recursive query has found so far. */
    private static boolean isBoundScan(RelNode rel) {
        return rel instanceof TableScan scan && scan.getTable().unwrap(BoundTable.class) != null;
    }

    private boolean mayBeToldByMetadata(RelNode rel) {
        return rel instanceof Aggregate aggregate
                && MetadataAggregates.mayBeTold(aggregate)
                && isScan(aggregate.getInput());
    }

    /** The scan of an Iceberg table, with a filter it applies itself and columns as they are. */
    private boolean isScan(RelNode rel) {
        if (rel instanceof Filter filter) {
            return isScan(filter.getInput()) && conjuncts(filter).allMatch(conjunct -> isPushed(conjunct, filter));
        } else if (rel instanceof Project project) {
            return isScan(project.getInput())
                    && project.getProjects().stream()
                            .allMatch(column -> column instanceof RexInputRef || column instanceof RexLiteral);
        }
        return rel instanceof TableScan && scanColumns(rel).isPresent();
    }

    private static Stream<RexNode> conjuncts(Filter filter) {
        return RelOptUtil.conjunctions(filter.getCondition()).stream();
    }

    private boolean isNative(RexNode conjunct, Filter filter) {
        return ScalarCompiler.compiles(conjunct) || isPushed(conjunct, filter);
    }

    /** Whether the scan beneath the filter applies the condition itself. */
    private boolean isPushed(RexNode conjunct, Filter filter) {
        return scanColumns(filter.getInput())
                .flatMap(columns -> new IcebergFilters(columns, builder).convert(conjunct))
                .isPresent();
    }

    /** The columns of a scan of an Iceberg table, perhaps with some left out. */
    private static Optional<List<NestedField>> scanColumns(RelNode rel) {
        if (rel instanceof TableScan scan
                && isBoundScan(scan)
                && BoundTable.relationOf(scan) instanceof Relation.Pinned pinned) {
            return Optional.of(pinned.columns());
        } else if (rel instanceof Project project
                && project.getProjects().stream().allMatch(RexInputRef.class::isInstance)) {
            return scanColumns(project.getInput())
                    .map(columns -> project.getProjects().stream()
                            .map(ref -> columns.get(((RexInputRef) ref).getIndex()))
                            .toList());
        }
        return Optional.empty();
    }

    private static boolean hasTypesOf(RelNode input, Union union) {
        List<Field> from = schema(input).getFields();
        List<Field> to = schema(union).getFields();
        return IntStream.range(0, to.size())
                .allMatch(i -> from.get(i).getType().equals(to.get(i).getType()));
    }

    private PhysicalPlan engine(RelNode rel) {
        RelNode separate = split(rel);
        RelNode uncut = new EngineRegion(this::isEngineInput).cut(separate);
        EnginePlan.Repeats repeats = EnginePlan.Repeats.of(uncut);
        boolean inOneThread = steady && repeats.minds();
        RelNode whole = inOneThread ? separate : new PreAggregation(this::isEngineInput).prepare(separate);
        EngineParts parts =
                inOneThread ? EngineParts.none(this::isEngineInput) : EngineParts.of(whole, this::isEngineInput);
        EngineRegion region = new EngineRegion(parts::isInput, SharedSubPlans.of(whole, parts::isInput));
        RelNode cut = region.cut(whole);
        String sql = DuckDbUnparser.unparse(
                cut, leaf -> leaf instanceof NativeInput input ? EnginePlan.leafName(input.ordinal()) : null, values);
        return new EnginePlan(
                engine,
                sql,
                region.inputs().stream().map(input -> plan(input.producer())).toList(),
                KeyFilterChoice.choose(cut, region.inputs()),
                IntStream.range(0, cut.getRowType().getFieldCount())
                        .mapToObj(column -> KeyColumns.targets(cut, column))
                        .toList(),
                schema(rel),
                values.present().zone(),
                inOneThread,
                repeats);
    }

    /** Rows come out of native operators at scans, with what a scan does itself, and at point-in-time joins. */
    private boolean isEngineInput(RelNode rel) {
        if (isBoundScan(rel) || LevelPlanner.isNative(rel) || mayBeToldByMetadata(rel) || rel instanceof PreAggregate) {
            return true;
        } else if (rel instanceof Filter filter) {
            // A condition that is true once parameters are known has no conjunct that would ask for a scan.
            return scanColumns(filter.getInput()).isPresent()
                    && conjuncts(filter).allMatch(conjunct -> isPushed(conjunct, filter));
        } else if (rel instanceof Project project) {
            return project.getProjects().stream().allMatch(RexInputRef.class::isInstance)
                    && isEngineInput(project.getInput());
        }
        return rel instanceof Sort sort && isLimit(sort) && isEngineInput(sort.getInput());
    }

    /** Filters over a scan taken apart: what the scan applies itself goes beneath what it does not. */
    private RelNode split(RelNode rel) {
        return rel.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode other) {
                RelNode visited = super.visit(other);
                return visited instanceof Filter filter ? splitFilter(filter) : visited;
            }
        });
    }

    private RelNode splitFilter(Filter filter) {
        Map<Boolean, List<RexNode>> byPushed =
                conjuncts(filter).collect(Collectors.partitioningBy(conjunct -> isPushed(conjunct, filter)));
        List<RexNode> pushed = requireNonNull(byPushed.get(true));
        List<RexNode> rest = requireNonNull(byPushed.get(false));
        if (pushed.isEmpty() || rest.isEmpty()) {
            return filter;
        }
        RelNode scan =
                filter.copy(filter.getTraitSet(), filter.getInput(), RexUtil.composeConjunction(builder, pushed));
        return filter.copy(filter.getTraitSet(), scan, RexUtil.composeConjunction(builder, rest));
    }

    /** Gives columns the announced names and nullability, without copying, where they differ. */
    private PhysicalPlan announced(PhysicalPlan plan, Schema schema) {
        if (plan.schema().equals(schema)) {
            return plan;
        }
        return new ProjectPlan(plan, identity(schema), schema);
    }

    private List<RexNode> identity(Schema schema) {
        RelDataType rowType = ArrowTypes.rowType(schema, builder.getTypeFactory());
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < rowType.getFieldCount(); i++) {
            columns.add(RexInputRef.of(i, rowType));
        }
        return columns;
    }

    private static Schema schema(RelNode rel) {
        return ArrowTypes.schema(rel.getRowType());
    }

    private PhysicalPlan scan(TableScan scan) {
        Relation relation = BoundTable.relationOf(scan);
        if (relation instanceof Relation.Pinned pinned) {
            io.godwit.planner.scan.TableScan rows =
                    io.godwit.planner.scan.TableScan.of(pinned.table()).readBy(reader);
            return announced(new ScanPlan(rows.project(QueryColumns.schema(pinned.columns()))), schema(scan));
        } else if (relation instanceof Relation.Uploaded uploaded) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < scan.getRowType().getFieldCount(); i++) {
                all.add(i);
            }
            return new FramePlan(uploaded.frame(), all, schema(scan).getFields());
        }
        return announced(ComputedPlan.of((Relation.Computed) relation), schema(scan));
    }

    private PhysicalPlan filter(Filter filter) {
        PhysicalPlan input = plan(filter.getInput());
        List<RexNode> rest = new ArrayList<>();
        if (input instanceof ScanPlan scan && scan.scan().limit() == io.godwit.planner.scan.TableScan.NO_LIMIT) {
            input = new ScanPlan(pushInto(scan.scan(), filter, rest));
        } else {
            rest.add(filter.getCondition());
        }
        RexNode condition = RexUtil.composeConjunction(builder, rest);
        return condition.isAlwaysTrue() ? input : new FilterPlan(input, condition);
    }

    private io.godwit.planner.scan.TableScan pushInto(
            io.godwit.planner.scan.TableScan scan, Filter filter, List<RexNode> rest) {
        IcebergFilters filters = new IcebergFilters(scan.projection().columns(), builder);
        org.apache.iceberg.expressions.Expression pushed = scan.filter();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            Optional<org.apache.iceberg.expressions.Expression> converted = filters.convert(conjunct);
            if (converted.isPresent()) {
                pushed = org.apache.iceberg.expressions.Expressions.and(pushed, converted.get());
            } else {
                rest.add(conjunct);
            }
        }
        return scan.filter(pushed);
    }

    private PhysicalPlan project(Project project) {
        PhysicalPlan input = plan(project.getInput());
        List<RexNode> expressions = project.getProjects();
        Schema schema = schema(project);
        List<Integer> used = usedColumns(expressions);
        if (input instanceof ComputedPlan computed) {
            input = computed.reading(used);
        } else if (used.size() < input.schema().getFields().size()) {
            Optional<PhysicalPlan> narrowed = narrow(input, used);
            if (narrowed.isPresent()) {
                input = narrowed.get();
                expressions = remap(expressions, used);
            }
        }
        return isIdentity(expressions) && input.schema().equals(schema)
                ? input
                : new ProjectPlan(input, expressions, schema);
    }

    private static boolean isIdentity(List<RexNode> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            if (!(expressions.get(i) instanceof RexInputRef ref) || ref.getIndex() != i) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> usedColumns(List<RexNode> expressions) {
        return RelOptUtil.InputFinder.bits(expressions, null).asList();
    }

    /** The same source with only some of its columns, if it can leave the others unread. */
    private static Optional<PhysicalPlan> narrow(PhysicalPlan input, List<Integer> used) {
        if (input instanceof ScanPlan scan) {
            List<NestedField> all = scan.scan().projection().columns();
            return Optional.of(new ScanPlan(scan.scan()
                    .project(new org.apache.iceberg.Schema(
                            used.stream().map(all::get).toList()))));
        } else if (input instanceof FramePlan frame) {
            return Optional.of(frame.narrow(used));
        } else if (input instanceof PointInTimePlan join) {
            return Optional.of(join.narrow(used));
        }
        return Optional.empty();
    }

    private static List<RexNode> remap(List<RexNode> expressions, List<Integer> used) {
        return expressions.stream()
                .map(expression -> expression.accept(new org.apache.calcite.rex.RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef ref) {
                        return new RexInputRef(used.indexOf(ref.getIndex()), ref.getType());
                    }
                }))
                .toList();
    }

    private static boolean isLimit(Sort sort) {
        return sort.getCollation().getFieldCollations().isEmpty()
                && (sort.offset == null || isRows(sort.offset))
                && (sort.fetch == null || isRows(sort.fetch));
    }

    private PhysicalPlan limit(Sort sort) {
        long offset = sort.offset == null ? 0 : rows(sort.offset);
        long fetch = sort.fetch == null ? Long.MAX_VALUE : rows(sort.fetch);
        long needed = fetch == Long.MAX_VALUE || offset == Long.MAX_VALUE ? fetch : Math.addExact(offset, fetch);
        return new LimitPlan(limited(plan(sort.getInput()), needed), offset, fetch);
    }

    private static boolean isRows(RexNode count) {
        return count instanceof RexLiteral || count instanceof RexDynamicParam;
    }

    private static long rows(RexNode count) {
        BigDecimal rows = count instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return rows == null ? Long.MAX_VALUE : rows.longValueExact();
    }

    /** Tells the scan beneath how much will be taken of it. */
    private static PhysicalPlan limited(PhysicalPlan plan, long rows) {
        if (plan instanceof ScanPlan scan) {
            return new ScanPlan(scan.scan().limit(Math.min(rows, scan.scan().limit())));
        } else if (plan instanceof ProjectPlan project) {
            return new ProjectPlan(limited(project.input(), rows), project.expressions(), project.schema());
        }
        return plan;
    }

    private PhysicalPlan union(Union union) {
        Schema schema = schema(union);
        return new UnionPlan(
                union.getInputs().stream().map(input -> plan(input, schema)).toList(), schema);
    }

    private static PhysicalPlan values(Values values) {
        List<List<Scalar>> rows = values.getTuples().stream()
                .map(row -> row.stream().map(ScalarCompiler::compile).toList())
                .toList();
        return new ValuesPlan(rows, schema(values));
    }
}
