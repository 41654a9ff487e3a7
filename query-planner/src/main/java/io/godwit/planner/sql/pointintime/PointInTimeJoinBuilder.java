package io.godwit.planner.sql.pointintime;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.pitjoin.spec.FeatureJoin.KeyPair;
import io.godwit.pitjoin.spec.MatchCondition;
import io.godwit.pitjoin.spec.MatchCondition.Direction;
import io.godwit.pitjoin.spec.TimeBound;
import io.godwit.pitjoin.spec.TimeBound.Comparison;
import io.godwit.pitjoin.spec.TimeOffset;
import io.godwit.planner.rel.FeatureTableProperties;
import io.godwit.planner.rel.Literals;
import io.godwit.planner.rel.PointInTimeJoin;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.rel.TableColumn;
import io.godwit.planner.sql.text.SqlErrors;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Turns the two conditions of an ASOF join into keys and bounds over column indexes. Every spelling ends in one form: the
 * feature's column alone on one side, the label's column and a constant on the other. An operand that is more than a
 * column becomes a column of its own, beneath the join.
 */
public final class PointInTimeJoinBuilder {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MOST_DIGITS = 38;

    private final RelOptCluster cluster;
    private final ZoneId zone;
    private final SqlParserPos position;
    private final RelNode features;
    private final int labelCount;
    private final ComputedColumns labelColumns;
    private final ComputedColumns featureColumns;

    /** @param zone in which days and months of instants are counted */
    public PointInTimeJoinBuilder(
            RelOptCluster cluster,
            RelBuilder relBuilder,
            ZoneId zone,
            SqlParserPos position,
            RelNode labels,
            RelNode features) {
        this.cluster = cluster;
        this.zone = zone;
        this.position = position;
        this.features = features;
        this.labelCount = labels.getRowType().getFieldCount();
        this.labelColumns = new ComputedColumns(relBuilder, labels);
        this.featureColumns = new ComputedColumns(relBuilder, features);
    }

    public RelNode build(RexNode keyCondition, RexNode matchCondition, boolean keepUnmatched) {
        if (!RelOptUtil.getVariablesUsed(features).isEmpty()) {
            throw error(ErrorCode.UNSUPPORTED, "The right side of an ASOF join cannot refer to the left side");
        }
        List<KeyPair> keys = new ArrayList<>();
        RelOptUtil.conjunctions(keyCondition).forEach(conjunct -> keys.add(key(conjunct)));
        MatchCondition condition = condition(matchCondition);
        PointInTimeJoin join = new PointInTimeJoin(
                cluster,
                cluster.traitSet(),
                labelColumns.project(),
                featureColumns.project(),
                keys,
                condition,
                keepUnmatched);
        return labelColumns.dropFrom(join, featureColumns);
    }

    private KeyPair key(RexNode conjunct) {
        if (conjunct instanceof RexCall call && call.getKind() == SqlKind.EQUALS) {
            RexNode left = call.getOperands().get(0);
            RexNode right = call.getOperands().get(1);
            if (isLabel(left) && isFeature(right)) {
                return keyPair(left, right);
            } else if (isFeature(left) && isLabel(right)) {
                return keyPair(right, left);
            }
        }
        throw error(
                ErrorCode.INVALID_ARGUMENT,
                "ON of an ASOF join takes equalities between a column of the labels and one of the features, joined by"
                        + " AND; put other conditions on the features into a subquery");
    }

    private KeyPair keyPair(RexNode label, RexNode feature) {
        return new KeyPair(
                labelColumns.add(uncast(label)), featureColumns.add(RexUtil.shift(uncast(feature), -labelCount)));
    }

    /** Texts of two widths compare exactly, too. */
    private static RexNode uncast(RexNode node) {
        if (node instanceof RexCall call && call.getKind() == SqlKind.CAST) {
            RexNode operand = call.getOperands().get(0);
            boolean text = call.getType().getSqlTypeName() == SqlTypeName.VARCHAR
                    && SqlTypeName.CHAR_TYPES.contains(operand.getType().getSqlTypeName());
            if (text || isWidening(call)) {
                return operand;
            }
        }
        return node;
    }

    private MatchCondition condition(RexNode matchCondition) {
        List<TimeBound> bounds = new ArrayList<>();
        List<Integer> ignoreNulls = new ArrayList<>();
        Direction direction = null;
        for (RexNode conjunct : RelOptUtil.conjunctions(matchCondition)) {
            if (isMarker(conjunct, MatchMarkers.DIRECTION.getName())) {
                String word = RexLiteral.stringValue(
                        ((RexCall) conjunct).getOperands().get(0));
                direction = "NEAREST".equals(word) ? Direction.NEAREST : Direction.EARLIEST;
            } else if (isMarker(conjunct, MatchMarkers.IGNORE_NULLS.getName())) {
                ((RexCall) conjunct).getOperands().forEach(column -> ignoreNulls.add(featureColumn(column)));
            } else {
                bounds.add(bound(conjunct));
            }
        }
        if (bounds.isEmpty()) {
            throw error(ErrorCode.INVALID_ARGUMENT, "MATCH_CONDITION needs a comparison of two times");
        }
        OptionalInt ingestionTime = declared(FeatureTableProperties::ingestionTime);
        int eventTime = eventTime(bounds);
        Direction chosen = direction == null ? Direction.LATEST : direction;
        checkDirection(chosen, eventTime, bounds);
        if (chosen == Direction.NEAREST) {
            putReferenceFirst(eventTime, bounds);
        }
        if (Contradictions.areIn(chosen == Direction.NEAREST ? bounds.subList(1, bounds.size()) : bounds)) {
            throw error(
                    ErrorCode.INVALID_ARGUMENT,
                    "Two comparisons of MATCH_CONDITION leave no time between them, so that nothing would ever match;"
                            + " a tolerance is written f.event_time >= l.ts - INTERVAL '6' HOUR");
        }
        return new MatchCondition(eventTime, ingestionTime, chosen, bounds, ignoreNulls);
    }

    private static boolean isMarker(RexNode node, String name) {
        return node instanceof RexCall call && call.getOperator().getName().equals(name);
    }

    private int featureColumn(RexNode column) {
        if (column instanceof RexInputRef ref && ref.getIndex() >= labelCount) {
            return ref.getIndex() - labelCount;
        }
        throw error(ErrorCode.INVALID_ARGUMENT, "IGNORE NULLS takes columns of the feature table");
    }

    /** The declared event time if a bound names it; else the column of the first bound that no null passes. */
    private int eventTime(List<TimeBound> bounds) {
        int first = bounds.stream()
                .filter(bound -> !bound.nullPasses())
                .findFirst()
                .orElse(bounds.get(0))
                .featureColumn();
        OptionalInt declared = declared(FeatureTableProperties::eventTime);
        boolean isBounded =
                declared.isPresent() && bounds.stream().anyMatch(bound -> bound.featureColumn() == declared.getAsInt());
        return isBounded ? declared.getAsInt() : first;
    }

    private void checkDirection(Direction direction, int eventTime, List<TimeBound> bounds) {
        List<TimeBound> onEventTime = bounds.stream()
                .filter(bound -> bound.featureColumn() == eventTime)
                .toList();
        if (direction == Direction.EARLIEST && onEventTime.stream().allMatch(PointInTimeJoinBuilder::looksBack)) {
            throw error(
                    ErrorCode.INVALID_ARGUMENT,
                    "FORWARD takes the first row from the label's time on; compare the feature's time with >= or >");
        }
        if (direction == Direction.LATEST && onEventTime.stream().noneMatch(PointInTimeJoinBuilder::looksBack)) {
            throw error(
                    ErrorCode.INVALID_ARGUMENT,
                    "MATCH_CONDITION looks ahead of the label's time; if that is meant, write FORWARD after it, and"
                            + " otherwise compare with <= or <");
        }
    }

    private static boolean looksBack(TimeBound bound) {
        return bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.LESS_OR_EQUAL;
    }

    /** The comparison of the two bare times says what a row is near to; it is no bound, since both sides count. */
    private void putReferenceFirst(int eventTime, List<TimeBound> bounds) {
        for (TimeBound bound : bounds) {
            if (bound.featureColumn() == eventTime && bound.offset().equals(TimeOffset.NONE)) {
                if (bound.comparison() == Comparison.LESS || bound.comparison() == Comparison.GREATER) {
                    throw error(
                            ErrorCode.INVALID_ARGUMENT,
                            "NEAREST looks at both sides of the label's time, itself included; name that time with <="
                                    + " instead of < or >");
                }
                bounds.remove(bound);
                bounds.add(0, bound);
                return;
            }
        }
    }

    /** The column of the feature side that holds what the table declares, if it does. */
    private OptionalInt declared(
            java.util.function.Function<FeatureTableProperties, @org.jspecify.annotations.Nullable String> property) {
        for (int column = 0; column < features.getRowType().getFieldCount(); column++) {
            Optional<TableColumn> origin = TableColumn.origin(features, column);
            if (origin.isPresent()
                    && origin.get().relation() instanceof Relation.Pinned pinned
                    && origin.get().name().equals(property.apply(FeatureTableProperties.of(pinned.table())))) {
                return OptionalInt.of(column);
            }
        }
        return OptionalInt.empty();
    }

    private TimeBound bound(RexNode conjunct) {
        if (conjunct instanceof RexCall call) {
            if (call.getKind() == SqlKind.OR) {
                return validityRange(call);
            } else if (SqlKind.ORDER_COMPARISON.contains(call.getKind())) {
                return comparison(call, false);
            }
        }
        throw unknownBound();
    }

    /** A comparison whose times are moved by more than 64 bits count in nanoseconds, or in units of a number, is refused. */
    private TimeBound comparison(RexCall call, boolean nullPasses) {
        try {
            return orientedComparison(call, nullPasses);
        } catch (ArithmeticException e) {
            throw error(
                    ErrorCode.INVALID_ARGUMENT,
                    "MATCH_CONDITION moves a time further than can be counted: by more than 106,751 days, which may be"
                            + " written in years, or by more than a BIGINT holds");
        }
    }

    /** {@code f IS NULL OR l < f}: the open end of a validity range. */
    private TimeBound validityRange(RexCall or) {
        List<RexNode> operands = or.getOperands();
        for (int i = 0; operands.size() == 2 && i < 2; i++) {
            if (operands.get(i) instanceof RexCall isNull
                    && isNull.getKind() == SqlKind.IS_NULL
                    && operands.get(1 - i) instanceof RexCall comparison
                    && SqlKind.ORDER_COMPARISON.contains(comparison.getKind())) {
                TimeBound bound = comparison(comparison, true);
                int tested =
                        featureColumns.add(RexUtil.shift(isNull.getOperands().get(0), -labelCount));
                if (tested == bound.featureColumn()) {
                    return bound;
                }
            }
        }
        throw unknownBound();
    }

    private TimeBound orientedComparison(RexCall call, boolean nullPasses) {
        Time left = time(call.getOperands().get(0));
        Time right = time(call.getOperands().get(1));
        if (isFeature(left.column()) && isKnownOfLabel(right.column())) {
            return timeBound(left, call.getKind(), right, nullPasses);
        } else if (isKnownOfLabel(left.column()) && isFeature(right.column())) {
            return timeBound(right, call.getKind().reverse(), left, nullPasses);
        }
        throw unknownBound();
    }

    private TimeBound timeBound(Time feature, SqlKind kind, Time label, boolean nullPasses) {
        if (feature.offset().months() != 0) {
            throw error(
                    ErrorCode.INVALID_ARGUMENT,
                    "MATCH_CONDITION adds months to the feature's time, and months differ in length; subtract them"
                            + " from the label's time instead");
        }
        Comparison comparison = switch (kind) {
            case LESS_THAN -> Comparison.LESS;
            case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
            case GREATER_THAN -> Comparison.GREATER;
            default -> Comparison.GREATER_OR_EQUAL;
        };
        TimeOffset offset = new TimeOffset(
                label.offset().months(),
                Math.subtractExact(label.offset().nanos(), feature.offset().nanos()));
        return new TimeBound(
                featureColumns.add(RexUtil.shift(feature.column(), -labelCount)),
                comparison,
                labelColumns.add(label.column()),
                offset,
                nullPasses);
    }

    /** A time is a column, plus or minus months, then any number of other constants. */
    private record Time(RexNode column, TimeOffset offset) {}

    private Time time(RexNode node) {
        if (node instanceof RexCall call && isWidening(call)) {
            return time(call.getOperands().get(0));
        }
        if (node instanceof RexCall call
                && (call.getKind() == SqlKind.PLUS || call.getKind() == SqlKind.MINUS)
                && call.getOperands().size() == 2) {
            int sign = call.getKind() == SqlKind.MINUS ? -1 : 1;
            if (call.getOperands().get(1) instanceof RexLiteral constant && isLength(constant)) {
                return shift(call, call.getOperands().get(0), constant, sign);
            } else if (call.getOperands().get(0) instanceof RexLiteral constant && isLength(constant) && sign > 0) {
                return shift(call, call.getOperands().get(1), constant, sign);
            }
        }
        return new Time(node, TimeOffset.NONE);
    }

    /** An interval, or a number of a whole number's units; a timestamp, to which something is added, is neither. */
    private static boolean isLength(RexLiteral constant) {
        SqlTypeName type = constant.getType().getSqlTypeName();
        return SqlTypeName.INTERVAL_TYPES.contains(type) || SqlTypeName.INT_TYPES.contains(type);
    }

    /** Timestamps of two units, and exact numbers of two kinds, compare exactly without the cast that Calcite puts in. */
    private static boolean isWidening(RexCall call) {
        if (call.getKind() != SqlKind.CAST) {
            return false;
        }
        SqlTypeName to = call.getType().getSqlTypeName();
        RelDataType from = call.getOperands().get(0).getType();
        if (SqlTypeName.INT_TYPES.contains(to)) {
            return SqlTypeName.INT_TYPES.contains(from.getSqlTypeName()) && RexUtil.isLosslessCast(call);
        } else if (to == SqlTypeName.DECIMAL) {
            return SqlTypeUtil.isExactNumeric(from) && keepsAllDigits(from, call.getType());
        }
        boolean times = to == SqlTypeName.TIMESTAMP || to == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        return times && from.getSqlTypeName() == to && call.getType().getPrecision() >= from.getPrecision();
    }

    /** A decimal of all the digits there are is what stands for two that have more together; no value is rounded on the way. */
    private static boolean keepsAllDigits(RelDataType from, RelDataType to) {
        boolean holdsWhole = from.getPrecision() - from.getScale() <= to.getPrecision() - to.getScale();
        return from.getScale() <= to.getScale() && (holdsWhole || to.getPrecision() == MOST_DIGITS);
    }

    private Time shift(RexCall sum, RexNode moved, RexLiteral constant, int sign) {
        Time time = time(moved);
        BigDecimal amount = constant.getValueAs(BigDecimal.class);
        if (amount == null) {
            throw unknownBound();
        }
        SqlTypeName type = constant.getType().getSqlTypeName();
        boolean months = SqlTypeName.YEAR_INTERVAL_TYPES.contains(type);
        if ((months && !time.offset().isNone()) || isCountedInZone(sum, constant)) {
            return new Time(sum, TimeOffset.NONE);
        } else if (months) {
            return new Time(time.column(), new TimeOffset(sign * amount.intValueExact(), 0));
        }
        boolean interval = SqlTypeName.INTERVAL_TYPES.contains(type);
        BigDecimal units = interval ? amount.multiply(BigDecimal.valueOf(NANOS_PER_MILLI)) : amount;
        TimeOffset offset = time.offset();
        long nanos = Math.addExact(offset.nanos(), sign * units.longValueExact());
        return new Time(time.column(), new TimeOffset(offset.months(), nanos));
    }

    /** Where the session's zone says how long a day or a month is. */
    private boolean isCountedInZone(RexCall sum, RexLiteral constant) {
        return sum.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && !zone.normalized().equals(ZoneOffset.UTC)
                && Literals.isOfCalendar(constant.getType());
    }

    private boolean isLabel(RexNode node) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(node);
        return !columns.isEmpty() && columns.length() <= labelCount;
    }

    /** A constant is the time of every label. */
    private boolean isKnownOfLabel(RexNode node) {
        return isLabel(node) || RelOptUtil.InputFinder.bits(node).isEmpty();
    }

    private boolean isFeature(RexNode node) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(node);
        return !columns.isEmpty() && columns.nextSetBit(0) >= labelCount;
    }

    private GodwitException unknownBound() {
        return error(
                ErrorCode.INVALID_ARGUMENT,
                "MATCH_CONDITION takes comparisons (<=, <, >=, >) between a time of the feature table and a time of the"
                        + " labels or a constant, each plus or minus a constant interval, joined by AND");
    }

    private GodwitException error(ErrorCode code, String message) {
        return new GodwitException(code, message + " (" + SqlErrors.position(position) + ")");
    }
}
