package io.godwit.planner.rule;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.rel.Literals;
import io.godwit.planner.rel.QuantifiedComparisons;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Puts the values of parameters into a plan, each as a literal of the type that was announced for it. */
public final class BindParameters {
    private static final int MICROS = 6;
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final List<@Nullable Object> values;
    private final RexBuilder builder;
    private final ZoneId zone;

    /** @param zone the session's */
    public BindParameters(List<@Nullable Object> values, RexBuilder builder, ZoneId zone) {
        this.values = values;
        this.builder = builder;
        this.zone = zone;
    }

    public RelNode bind(RelNode plan) {
        RexShuttle shuttle = new RexShuttle() {
            @Override
            public RexNode visitDynamicParam(RexDynamicParam parameter) {
                return literal(parameter);
            }

            @Override
            public RexNode visitCall(RexCall call) {
                RexNode bound = QuantifiedComparisons.writtenOut(super.visitCall(asWritten(call)), builder);
                return Literals.fold(bound, builder, zone);
            }
        };
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode rel) {
                return super.visit(rel).accept(shuttle);
            }
        });
    }

    /** A whole number is compared with 2.5 as if that were written in the statement. */
    private RexCall asWritten(RexCall call) {
        if (!call.isA(SqlKind.COMPARISON) || call.getOperands().size() != 2) {
            return call;
        }
        List<RexNode> operands = call.getOperands();
        RexNode left = beyond(operands.get(0));
        RexNode right = beyond(operands.get(1));
        if (left == null && right == null) {
            return call;
        }
        List<RexNode> compared =
                List.of(requireNonNullElse(left, operands.get(0)), requireNonNullElse(right, operands.get(1)));
        RelDataType common = builder.getTypeFactory()
                .leastRestrictive(compared.stream().map(RexNode::getType).toList());
        return common == null
                ? call
                : call.clone(
                        call.getType(),
                        compared.stream()
                                .map(operand -> builder.ensureType(common, operand, true))
                                .toList());
    }

    /** The literal of a number that the parameter's whole numbers do not have; null if it is anything else. */
    private @Nullable RexNode beyond(RexNode operand) {
        if (!(operand instanceof RexDynamicParam parameter)
                || !SqlTypeName.INT_TYPES.contains(parameter.getType().getSqlTypeName())) {
            return null;
        }
        Object value = values.get(parameter.getIndex());
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            boolean isBeyond = Double.isFinite(number) && (number != Math.rint(number) || Math.abs(number) >= 0x1p63);
            return isBeyond ? builder.makeApproxLiteral(BigDecimal.valueOf(number)) : null;
        }
        boolean isBeyond = value instanceof BigDecimal decimal
                && decimal.stripTrailingZeros().scale() > 0;
        return isBeyond ? builder.makeExactLiteral((BigDecimal) value) : null;
    }

    private RexNode literal(RexDynamicParam parameter) {
        Object value = values.get(parameter.getIndex());
        RelDataType type = parameter.getType();
        try {
            return literal(value, type);
        } catch (ArithmeticException | ClassCastException | IllegalArgumentException e) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Parameter %d is a %s, and its value %s is not one"
                            .formatted(parameter.getIndex() + 1, type, value instanceof byte[] ? "of bytes" : value),
                    e);
        }
    }

    private RexNode literal(@Nullable Object value, RelDataType type) {
        if (value == null) {
            return builder.makeNullLiteral(type);
        } else if (value instanceof String text && !SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName())) {
            return ofText(text, type);
        }
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> builder.makeLiteral((Boolean) value);
            case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
                builder.makeExactLiteral(new BigDecimal(number(value).toBigIntegerExact()), type);
            case DECIMAL -> builder.makeExactLiteral(number(value), type);
            case REAL, FLOAT, DOUBLE -> floating(value, type);
            case CHAR, VARCHAR, NULL -> asText(value);
            case VARBINARY, BINARY -> builder.makeLiteral(new ByteString((byte[]) value), type, false);
            case DATE -> builder.makeDateLiteral(new DateString(date(value).toString()));
            case TIME -> builder.makeTimeLiteral(time((LocalTime) value), type.getPrecision());
            case TIMESTAMP -> builder.makeTimestampLiteral(timestamp(local(value)), type.getPrecision());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                builder.makeTimestampWithLocalTimeZoneLiteral(timestamp(local(value)), type.getPrecision());
            case ARRAY -> list((List<?>) value, type);
            default -> throw new IllegalArgumentException("no literal of type " + type);
        };
    }

    private RexNode list(List<?> elements, RelDataType type) {
        RelDataType element = requireNonNull(type.getComponentType(), "element type");
        List<RexNode> literals =
                elements.stream().map(value -> literal(value, element)).toList();
        return builder.makeCall(type, SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR, literals);
    }

    /** As if the text were written in the statement beside a value of the type. */
    private RexNode ofText(String text, RelDataType type) {
        RexNode cast = builder.makeAbstractCast(type, text(text), false);
        if (Literals.fold(cast, builder, zone) instanceof RexLiteral literal) {
            return literal;
        }
        throw new IllegalArgumentException("no text of a value of " + type);
    }

    /** A value as a cast to text writes it. */
    private RexNode asText(Object value) {
        if (value instanceof Float || value instanceof Double) {
            return cast(floating(value, type(value instanceof Float ? SqlTypeName.REAL : SqlTypeName.DOUBLE)));
        } else if (value instanceof Instant instant) {
            return cast(builder.makeTimestampWithLocalTimeZoneLiteral(timestamp(local(instant)), MICROS));
        } else if (value instanceof BigDecimal number) {
            return text(number.toPlainString());
        } else if (value instanceof LocalDateTime time) {
            return text(timestamp(time).toString());
        } else if (value instanceof LocalTime time) {
            return text(time(time).toString());
        } else if (value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof LocalDate) {
            return text(value.toString());
        }
        throw new IllegalArgumentException("no text");
    }

    private RexNode cast(RexNode value) {
        return builder.makeAbstractCast(type(SqlTypeName.VARCHAR), value, false);
    }

    private RexNode text(String text) {
        return builder.makeLiteral(text, type(SqlTypeName.VARCHAR), false);
    }

    private RelDataType type(SqlTypeName name) {
        return builder.getTypeFactory().createSqlType(name);
    }

    private RexNode floating(Object value, RelDataType type) {
        double number = value instanceof BigDecimal decimal ? decimal.doubleValue() : ((Number) value).doubleValue();
        return builder.makeLiteral(number, type, false);
    }

    private static BigDecimal number(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        } else if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        } else if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        }
        return BigDecimal.valueOf(((Number) value).longValue());
    }

    private static LocalDate date(Object value) {
        if (value instanceof LocalDateTime time) {
            if (!time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
                throw new IllegalArgumentException("a time of day within a date");
            }
            return time.toLocalDate();
        }
        return (LocalDate) value;
    }

    private static LocalDateTime local(Object value) {
        if (value instanceof Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return value instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) value;
    }

    private static TimestampString timestamp(LocalDateTime time) {
        return new TimestampString(time.format(SECONDS)).withNanos(time.get(ChronoField.NANO_OF_SECOND));
    }

    private static TimeString time(LocalTime time) {
        return new TimeString(time.format(DateTimeFormatter.ofPattern("HH:mm:ss")))
                .withNanos(time.get(ChronoField.NANO_OF_SECOND));
    }
}
