package io.godwit.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.ChainedRelMetadataProvider;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataDef;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.ReflectiveRelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.mapping.IntPair;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a join will have, from the distinct values of its columns: Calcite takes every equality to pass 15 %. Public
 * because Calcite calls it from classes it generates.
 */
public final class JoinEstimates implements MetadataHandler<BuiltInMetadata.RowCount> {
    /** Calcite's estimates with ours before them. One for all statements, since each new one is compiled anew. */
    public static final RelMetadataProvider PROVIDER = ChainedRelMetadataProvider.of(List.of(
            ReflectiveRelMetadataProvider.reflectiveSource(new JoinEstimates(), BuiltInMetadata.RowCount.Handler.class),
            DefaultRelMetadataProvider.INSTANCE));

    private JoinEstimates() {}

    @Override
    public MetadataDef<BuiltInMetadata.RowCount> getDef() {
        return BuiltInMetadata.RowCount.DEF;
    }

    /** Calcite looks this name up. */
    public @Nullable Double getRowCount(Join join, RelMetadataQuery metadata) {
        double left = metadata.getRowCount(join.getLeft());
        double right = metadata.getRowCount(join.getRight());
        double matches = left * right * selectivity(join, metadata);
        double rows = switch (join.getJoinType()) {
            case INNER -> matches;
            case LEFT -> Math.max(left, matches);
            case RIGHT -> Math.max(right, matches);
            case FULL -> Math.max(left + right, matches);
            case SEMI -> Math.min(left, matches);
            default -> join.estimateRowCount(metadata);
        };
        return Math.max(1, rows);
    }

    private static double selectivity(Join join, RelMetadataQuery metadata) {
        double selectivity = 1;
        List<IntPair> equalities = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            Optional<IntPair> equality = equality(join, conjunct);
            equality.ifPresent(equalities::add);
            selectivity *= equality.isPresent() ? 1 : RelMdUtil.guessSelectivity(conjunct);
        }
        return equalities.isEmpty() ? selectivity : selectivity / values(join, equalities, metadata);
    }

    /** The columns that {@code conjunct} demands to be equal, one of each side. */
    private static Optional<IntPair> equality(Join join, RexNode conjunct) {
        if (conjunct.getKind() != SqlKind.EQUALS) {
            return Optional.empty();
        }
        int first = column(((RexCall) conjunct).getOperands().get(0));
        int second = column(((RexCall) conjunct).getOperands().get(1));
        int leftColumns = join.getLeft().getRowType().getFieldCount();
        boolean crosses = Math.min(first, second) >= 0 && (first < leftColumns) != (second < leftColumns);
        return crosses
                ? Optional.of(IntPair.of(Math.min(first, second), Math.max(first, second) - leftColumns))
                : Optional.empty();
    }

    /**
     * Combinations of values that rows are compared by. Columns of one key depend on each other: of their combinations there
     * are no more than rows in the smaller table, which is taken to hold all that the other has.
     */
    private static double values(Join join, List<IntPair> equalities, RelMetadataQuery metadata) {
        double combinations = 1;
        double most = Double.POSITIVE_INFINITY;
        for (IntPair columns : equalities) {
            combinations *= values(join, columns.source, columns.target, metadata);
            most = Math.min(most, DistinctCounts.rowsOfTable(join.getLeft(), columns.source, metadata));
            most = Math.min(most, DistinctCounts.rowsOfTable(join.getRight(), columns.target, metadata));
        }
        return equalities.size() == 1 ? combinations : Math.min(combinations, most);
    }

    /** Where no statistics say, one side is taken to be a key of the other. */
    private static double values(Join join, int leftColumn, int rightColumn, RelMetadataQuery metadata) {
        RelNode left = join.getLeft();
        RelNode right = join.getRight();
        return DistinctCounts.together(
                        DistinctCounts.of(left, leftColumn, metadata), DistinctCounts.of(right, rightColumn, metadata))
                .orElseGet(() -> Math.max(1, Math.min(metadata.getRowCount(left), metadata.getRowCount(right))));
    }

    /** The column an operand is, through casts, or -1. */
    private static int column(RexNode operand) {
        RexNode inner = operand;
        while (inner.getKind() == SqlKind.CAST) {
            inner = ((RexCall) inner).getOperands().get(0);
        }
        return inner instanceof RexInputRef ref ? ref.getIndex() : -1;
    }
}
