package io.godwit.planner.physical;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.operator.Scalar;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Relation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
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

/** Chooses for every node of a plan what runs it: a native operator where there is one, else the other engine. */
public final class PhysicalPlanner {
    private final RexBuilder builder;

    public PhysicalPlanner(RexBuilder builder) {
        this.builder = builder;
    }

    /** @param schema what the result is announced as */
    public PhysicalPlan plan(RelNode rel, Schema schema) {
        return announced(plan(rel), schema);
    }

    private PhysicalPlan plan(RelNode rel) {
        if (rel instanceof TableScan scan) {
            return scan(scan);
        } else if (rel instanceof Filter filter && isNative(filter)) {
            return filter(filter);
        } else if (rel instanceof Project project && isNative(project)) {
            return project(project);
        } else if (rel instanceof Sort sort && isLimit(sort)) {
            return limit(sort);
        } else if (rel instanceof Union union && union.all) {
            return union(union);
        } else if (LevelPlanner.isNative(rel)) {
            return new LevelPlanner(this::plan).plan(rel);
        } else if (rel instanceof Values values && isNative(values)) {
            return values(values);
        }
        throw new GodwitException(ErrorCode.UNSUPPORTED, "Not supported yet in a query: " + rel.getRelTypeName());
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
            return announced(new ScanPlan(io.godwit.planner.scan.TableScan.of(pinned.table())), schema(scan));
        } else if (relation instanceof Relation.Uploaded uploaded) {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < scan.getRowType().getFieldCount(); i++) {
                all.add(i);
            }
            return new FramePlan(uploaded.frame(), all, schema(scan).getFields());
        }
        return announced(new ComputedPlan((Relation.Computed) relation), schema(scan));
    }

    private static boolean isNative(Filter filter) {
        return ScalarCompiler.compiles(filter.getCondition()) || filter.getInput() instanceof TableScan;
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

    private static boolean isNative(Project project) {
        return project.getProjects().stream()
                .allMatch(expression -> expression instanceof RexInputRef || ScalarCompiler.compiles(expression));
    }

    private PhysicalPlan project(Project project) {
        PhysicalPlan input = plan(project.getInput());
        List<RexNode> expressions = project.getProjects();
        Schema schema = schema(project);
        List<Integer> used = usedColumns(expressions);
        if (used.size() < input.schema().getFields().size()) {
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
            List<org.apache.iceberg.types.Types.NestedField> all =
                    scan.scan().projection().columns();
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

    private static boolean isNative(Values values) {
        return values.getTuples().stream().flatMap(List::stream).allMatch(ScalarCompiler::compiles);
    }

    private static PhysicalPlan values(Values values) {
        List<List<Scalar>> rows = values.getTuples().stream()
                .map(row -> row.stream().map(ScalarCompiler::compile).toList())
                .toList();
        return new ValuesPlan(rows, schema(values));
    }
}
