package io.godwit.planner.rel;

import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeOffset;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidatorUtil;

/**
 * Labels on the left, one feature table on the right: for every label row at most one feature row of the same keys, chosen
 * by the match condition. The output is the label's columns, then the feature's, in label order.
 *
 * <p>It carries the whole condition of the statement, in column indexes of its two inputs, so that no rule that knows only
 * joins can take a part of it away.
 */
public final class PointInTimeJoin extends BiRel {
    private final List<KeyPair> keys;
    private final MatchCondition condition;
    private final boolean keepUnmatched;

    public PointInTimeJoin(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode labels,
            RelNode features,
            List<KeyPair> keys,
            MatchCondition condition,
            boolean keepUnmatched) {
        super(cluster, traits, labels, features);
        this.keys = List.copyOf(keys);
        this.condition = condition;
        this.keepUnmatched = keepUnmatched;
    }

    public RelNode labels() {
        return left;
    }

    public RelNode features() {
        return right;
    }

    public int labelColumnCount() {
        return left.getRowType().getFieldCount();
    }

    public List<KeyPair> keys() {
        return keys;
    }

    public MatchCondition condition() {
        return condition;
    }

    /** Whether labels without a match come out, with nulls. */
    public boolean keepUnmatched() {
        return keepUnmatched;
    }

    @Override
    protected RelDataType deriveRowType() {
        return SqlValidatorUtil.deriveJoinRowType(
                left.getRowType(),
                right.getRowType(),
                keepUnmatched ? JoinRelType.LEFT : JoinRelType.INNER,
                getCluster().getTypeFactory(),
                null,
                List.of());
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new PointInTimeJoin(getCluster(), traits, inputs.get(0), inputs.get(1), keys, condition, keepUnmatched);
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return metadata.getRowCount(left);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        double rows = metadata.getRowCount(left) + metadata.getRowCount(right);
        return planner.getCostFactory().makeCost(rows, rows, 0);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        super.explainTerms(writer)
                .item("keys", describeKeys())
                .item("match", describeCondition())
                .item("unmatched", keepUnmatched ? "kept" : "dropped");
        return writer;
    }

    /** The equalities in the words of SQL. */
    private String describeKeys() {
        return keys.isEmpty() ? "TRUE" : keys.stream().map(this::describe).collect(Collectors.joining(" AND "));
    }

    /** The condition in the words of SQL, with the names of the columns. */
    private String describeCondition() {
        StringBuilder text = new StringBuilder(
                condition.required().stream().map(this::describe).collect(Collectors.joining(" AND ")));
        text.append(text.isEmpty() ? "" : ", ")
                .append(condition.direction().name().toLowerCase(java.util.Locale.ROOT))
                .append(" ")
                .append(feature(condition.eventTimeColumn()));
        if (condition.direction() == MatchCondition.Direction.NEAREST) {
            text.append(" to ").append(label(referenceColumn()));
        }
        condition
                .ingestionTimeColumn()
                .ifPresent(column -> text.append(", ties by ").append(feature(column)));
        if (!condition.ignoreNullsColumns().isEmpty()) {
            text.append(", ignoring nulls of ")
                    .append(condition.ignoreNullsColumns().stream()
                            .map(this::feature)
                            .collect(Collectors.joining(", ")));
        }
        return text.toString();
    }

    /** Which row is taken: keys and condition. */
    public String describeMatch() {
        return describeKeys() + (condition.required().isEmpty() ? ", " : " AND ") + describeCondition();
    }

    private int referenceColumn() {
        return condition.bounds().stream()
                .filter(bound -> bound.featureColumn() == condition.eventTimeColumn())
                .findFirst()
                .orElseThrow()
                .labelColumn();
    }

    private String describe(KeyPair key) {
        return feature(key.featureColumn()) + " = " + label(key.labelColumn());
    }

    private String describe(TimeBound bound) {
        String comparison = switch (bound.comparison()) {
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
        String feature = feature(bound.featureColumn());
        String text = feature + comparison + label(bound.labelColumn()) + offset(bound);
        return bound.nullPasses() ? "(" + feature + " IS NULL OR " + text + ")" : text;
    }

    private String offset(TimeBound bound) {
        TimeOffset offset = bound.offset();
        String months = offset.months() == 0 ? "" : " %+d months".formatted(offset.months());
        RelDataType label =
                left.getRowType().getFieldList().get(bound.labelColumn()).getType();
        String length = SqlTypeName.INT_TYPES.contains(label.getSqlTypeName())
                ? Long.toUnsignedString(Math.abs(offset.nanos()))
                : Duration.ofNanos(offset.nanos()).abs().toString();
        return months + (offset.nanos() == 0 ? "" : (offset.nanos() < 0 ? " - " : " + ") + length);
    }

    private String label(int column) {
        return "label." + left.getRowType().getFieldNames().get(column);
    }

    private String feature(int column) {
        return "feature." + right.getRowType().getFieldNames().get(column);
    }
}
