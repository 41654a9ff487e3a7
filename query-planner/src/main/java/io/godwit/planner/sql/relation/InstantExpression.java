package io.godwit.planner.sql.relation;

import io.godwit.planner.rel.Present;
import io.godwit.planner.sql.text.SqlErrors;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;

/**
 * The value of what stands after FOR SYSTEM_TIME AS OF, which must be known before the statement is validated: a timestamp
 * or a text that reads as one, the present, a cast of them, or one of these plus or minus an interval.
 */
public final class InstantExpression {
    private static final Set<String> NOW = Set.of("CURRENT_TIMESTAMP", "NOW", "LOCALTIMESTAMP");
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendPattern("['T'][' ']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .appendPattern("[' ']")
            .optionalStart()
            .appendZoneOrOffsetId()
            .optionalEnd()
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .toFormatter();

    private final Present present;

    public InstantExpression(Present present) {
        this.present = present;
    }

    Instant evaluate(SqlNode node) {
        if (node instanceof SqlUnknownLiteral literal) {
            return parse(node, String.valueOf(literal.getValue()));
        } else if (node instanceof SqlCharStringLiteral literal) {
            return parse(node, literal.getValueAs(String.class));
        } else if (node instanceof SqlLiteral literal) {
            return parse(node, String.valueOf(literal.toValue()));
        } else if (node instanceof SqlIdentifier identifier && isNow(identifier.toString())) {
            return present.now().toInstant();
        } else if (node instanceof SqlCall call) {
            return evaluateCall(call);
        }
        throw unknown(node);
    }

    private Instant evaluateCall(SqlCall call) {
        if (call.getKind() == SqlKind.CAST) {
            return evaluate(call.operand(0));
        } else if (isNow(call.getOperator().getName())) {
            return present.now().toInstant();
        } else if (call.operandCount() == 2 && call.operand(1) instanceof SqlIntervalLiteral interval) {
            return shift(call, interval);
        }
        throw unknown(call);
    }

    private Instant shift(SqlCall call, SqlIntervalLiteral interval) {
        int sign = switch (call.getKind()) {
            case PLUS -> 1;
            case MINUS -> -1;
            default -> throw unknown(call);
        };
        ZonedDateTime start = evaluate(call.operand(0)).atZone(present.zone());
        BigDecimal amount = interval.getValueAs(BigDecimal.class).multiply(BigDecimal.valueOf(sign));
        boolean months = interval.signum() != 0
                && interval.getTypeName().getFamily().getTypeNames().stream()
                        .anyMatch(type -> type.name().equals("INTERVAL_MONTH"));
        return months
                ? start.plusMonths(amount.longValueExact()).toInstant()
                : start.plus(amount.longValueExact(), ChronoUnit.MILLIS).toInstant();
    }

    private static boolean isNow(String name) {
        return NOW.contains(name.toUpperCase(java.util.Locale.ROOT));
    }

    private Instant parse(SqlNode node, String text) {
        try {
            TemporalAccessor parsed = FORMAT.parseBest(text.trim(), ZonedDateTime::from, LocalDateTime::from);
            return parsed instanceof ZonedDateTime zoned
                    ? zoned.toInstant()
                    : LocalDateTime.from(parsed).atZone(present.zone()).toInstant();
        } catch (DateTimeException e) {
            throw SqlErrors.invalid(
                    node, "'%s' is not a time; write it as 2026-01-31 23:59:59, with Z for UTC".formatted(text));
        }
    }

    private static RuntimeException unknown(SqlNode node) {
        return SqlErrors.invalid(
                node,
                "FOR SYSTEM_TIME AS OF takes a constant: TIMESTAMP '2026-01-31 23:59:59', or CURRENT_TIMESTAMP -"
                        + " INTERVAL '1' DAY");
    }
}
