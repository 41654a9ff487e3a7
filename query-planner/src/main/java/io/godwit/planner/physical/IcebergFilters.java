package io.godwit.planner.physical;

import io.godwit.planner.rel.Literals;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Conditions as Iceberg expressions, so that a scan can prune by them and apply them. */
final class IcebergFilters {
    private final List<Types.NestedField> columns;
    private final RexBuilder builder;

    /** @param columns what the column numbers of conditions mean */
    IcebergFilters(List<Types.NestedField> columns, RexBuilder builder) {
        this.columns = columns;
        this.builder = builder;
    }

    /** The same condition, or empty where Iceberg has no words for all of it. */
    Optional<Expression> convert(RexNode condition) {
        if (condition instanceof RexInputRef ref && column(ref).type().typeId() == Type.TypeID.BOOLEAN) {
            return Optional.of(Expressions.equal(name(ref), true));
        } else if (condition instanceof RexLiteral literal && !literal.isNull()) {
            return Optional.of(RexLiteral.booleanValue(literal) ? Expressions.alwaysTrue() : Expressions.alwaysFalse());
        } else if (!(condition instanceof RexCall call)) {
            return Optional.empty();
        } else {
            return convertCall(call);
        }
    }

    private Optional<Expression> convertCall(RexCall call) {
        return switch (call.getKind()) {
            case AND -> combine(call, Expressions::and);
            case OR -> combine(call, Expressions::or);
            case NOT -> convert(call.getOperands().get(0)).map(Expressions::not);
            case SEARCH -> convert(RexUtil.expandSearch(builder, null, call));
            case IS_NULL -> ref(call.getOperands().get(0)).map(ref -> Expressions.isNull(name(ref)));
            case IS_NOT_NULL -> ref(call.getOperands().get(0)).map(ref -> Expressions.notNull(name(ref)));
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call);
            default -> Optional.empty();
        };
    }

    private Optional<Expression> combine(RexCall call, java.util.function.BinaryOperator<Expression> operator) {
        List<Expression> converted = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            Optional<Expression> expression = convert(operand);
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            converted.add(expression.get());
        }
        return converted.stream().reduce(operator);
    }

    private Optional<RexInputRef> ref(RexNode node) {
        boolean plain = node instanceof RexInputRef ref && column(ref).type().isPrimitiveType();
        return plain ? Optional.of((RexInputRef) node) : Optional.empty();
    }

    private Types.NestedField column(RexInputRef ref) {
        return columns.get(ref.getIndex());
    }

    private String name(RexInputRef ref) {
        return column(ref).name();
    }

    private Optional<Expression> comparison(RexCall call) {
        RexNode left = stripWidening(call.getOperands().get(0));
        RexNode right = stripWidening(call.getOperands().get(1));
        if (left instanceof RexInputRef ref && right instanceof RexLiteral literal) {
            return comparison(call.getKind(), ref, literal);
        } else if (left instanceof RexLiteral literal && right instanceof RexInputRef ref) {
            return comparison(call.getKind().reverse(), ref, literal);
        }
        return Optional.empty();
    }

    /** {@code CAST(int AS bigint) = 5} asks the same of the column as {@code int = 5}. */
    private static RexNode stripWidening(RexNode node) {
        return RexUtil.isLosslessCast(node) ? ((RexCall) node).getOperands().get(0) : node;
    }

    private Optional<Expression> comparison(SqlKind kind, RexInputRef ref, RexLiteral literal) {
        return value(column(ref).type(), literal).map(value -> {
            String name = name(ref);
            return switch (kind) {
                case EQUALS -> Expressions.equal(name, value);
                case NOT_EQUALS -> Expressions.notEqual(name, value);
                case LESS_THAN -> Expressions.lessThan(name, value);
                case LESS_THAN_OR_EQUAL -> Expressions.lessThanOrEqual(name, value);
                case GREATER_THAN -> Expressions.greaterThan(name, value);
                default -> Expressions.greaterThanOrEqual(name, value);
            };
        });
    }

    /** The literal as Iceberg wants it for a column of the type, if that loses nothing. */
    private static Optional<Object> value(Type type, RexLiteral literal) {
        Object value = literal.isNull() ? null : comparable(type, literal.getType()) ? Literals.value(literal) : null;
        if (value == null) {
            return Optional.empty();
        }
        return switch (type.typeId()) {
            case BOOLEAN -> Optional.of((Long) value == 1);
            case INTEGER ->
                (Long) value == ((Long) value).intValue() ? Optional.of(((Long) value).intValue()) : Optional.empty();
            case DATE -> Optional.of(((Long) value).intValue());
            case LONG, TIME, TIMESTAMP -> Optional.of(value);
            case DOUBLE -> Double.isNaN((Double) value) ? Optional.empty() : Optional.of(value);
            case STRING -> Optional.of(new String((byte[]) value, StandardCharsets.UTF_8));
            case BINARY -> Optional.of(ByteBuffer.wrap((byte[]) value));
            default -> Optional.empty();
        };
    }

    private static boolean comparable(Type column, RelDataType literal) {
        boolean nanos = literal.getPrecision() > 6;
        return switch (literal.getSqlTypeName()) {
            case BOOLEAN -> column.typeId() == Type.TypeID.BOOLEAN;
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                column.typeId() == Type.TypeID.INTEGER || column.typeId() == Type.TypeID.LONG;
            case FLOAT, DOUBLE -> column.typeId() == Type.TypeID.DOUBLE;
            case CHAR, VARCHAR -> column.typeId() == Type.TypeID.STRING;
            case VARBINARY -> column.typeId() == Type.TypeID.BINARY;
            case DATE -> column.typeId() == Type.TypeID.DATE;
            case TIME -> column.typeId() == Type.TypeID.TIME && !nanos;
            case TIMESTAMP ->
                nanos
                        ? column.equals(Types.TimestampNanoType.withoutZone())
                        : column.equals(Types.TimestampType.withoutZone());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                nanos
                        ? column.equals(Types.TimestampNanoType.withZone())
                        : column.equals(Types.TimestampType.withZone());
            default -> false;
        };
    }
}
