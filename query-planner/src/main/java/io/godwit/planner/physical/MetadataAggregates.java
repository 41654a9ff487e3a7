package io.godwit.planner.physical;

import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.metadata.ColumnAggregate;
import io.godwit.planner.scan.metadata.ColumnAggregate.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Aggregates over a scan that a table's metadata may tell: counts, least and greatest values, without groups. */
final class MetadataAggregates {
    private MetadataAggregates() {}

    static boolean mayBeTold(Aggregate aggregate) {
        return aggregate.getGroupCount() == 0
                && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && !aggregate.getAggCallList().isEmpty()
                && aggregate.getAggCallList().stream().allMatch(MetadataAggregates::mayBeTold);
    }

    private static boolean mayBeTold(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT ->
                !call.isDistinct() && !call.hasFilter() && call.getArgList().size() <= 1;
            case MIN, MAX -> !call.hasFilter() && call.getArgList().size() == 1;
            default -> false;
        };
    }

    /**
     * The plan that asks the metadata first.
     *
     * @param input what the aggregate is over
     * @param reading computes the same from the rows
     */
    static PhysicalPlan plan(Aggregate aggregate, PhysicalPlan input, PhysicalPlan reading) {
        Schema schema = ArrowTypes.schema(aggregate.getRowType());
        ScanPlan scan = scanOf(input);
        return scan == null
                ? reading
                : columnAggregates(aggregate, input, scan, schema)
                        .<PhysicalPlan>map(told -> new MetadataPlan(scan.scan(), told, schema, reading))
                        .orElse(reading);
    }

    private static @Nullable ScanPlan scanOf(PhysicalPlan input) {
        if (input instanceof ProjectPlan project) {
            return scanOf(project.input());
        }
        return input instanceof ScanPlan scan ? scan : null;
    }

    private static Optional<List<ColumnAggregate>> columnAggregates(
            Aggregate aggregate, PhysicalPlan input, ScanPlan scan, Schema schema) {
        List<ColumnAggregate> told = new ArrayList<>();
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            AggregateCall call = aggregate.getAggCallList().get(i);
            ArrowType type = schema.getFields().get(i).getType();
            NestedField column = call.getArgList().isEmpty()
                    ? null
                    : column(input, call.getArgList().get(0), scan);
            Function function = Function.valueOf(call.getAggregation().getKind().name());
            boolean isRowCount = function == Function.COUNT && call.getArgList().isEmpty();
            if (!isRowCount && (column == null || !hasType(function, column, type))) {
                return Optional.empty();
            }
            told.add(new ColumnAggregate(function, column));
        }
        return Optional.of(told);
    }

    private static boolean hasType(Function function, NestedField column, ArrowType type) {
        return function == Function.COUNT
                || ArrowSchemas.arrowField(column).getType().equals(type);
    }

    /** The column of the table that stands in a column of the input, if one does as it is. */
    private static @Nullable NestedField column(PhysicalPlan input, int index, ScanPlan scan) {
        if (input instanceof ProjectPlan project) {
            return project.expressions().get(index) instanceof RexInputRef ref
                    ? column(project.input(), ref.getIndex(), scan)
                    : null;
        }
        return scan.scan().projection().columns().get(index);
    }
}
