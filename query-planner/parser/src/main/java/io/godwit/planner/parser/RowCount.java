package io.godwit.planner.parser;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;

/** What stands after LIMIT and OFFSET. */
final class RowCount {
    private RowCount() {}

    /** A number in place of arithmetic on numbers; anything else as it is. */
    static SqlNode folded(SqlNode count) {
        return value(count)
                .<SqlNode>map(value -> SqlLiteral.createExactNumeric(value.toPlainString(), count.getParserPosition()))
                .orElse(count);
    }

    private static Optional<BigDecimal> value(SqlNode node) {
        if (node instanceof SqlNumericLiteral number) {
            return Optional.of(number.bigDecimalValue());
        } else if (node instanceof SqlCall call && call.operandCount() == 1) {
            return value(call.operand(0)).flatMap(operand -> switch (call.getKind()) {
                case MINUS_PREFIX -> Optional.of(operand.negate());
                case PLUS_PREFIX -> Optional.of(operand);
                default -> Optional.empty();
            });
        } else if (node instanceof SqlCall call && call.operandCount() == 2) {
            return value(call.operand(0))
                    .flatMap(left -> value(call.operand(1)).flatMap(right -> value(call, left, right)));
        }
        return Optional.empty();
    }

    private static Optional<BigDecimal> value(SqlCall call, BigDecimal left, BigDecimal right) {
        return switch (call.getKind()) {
            case PLUS -> Optional.of(left.add(right));
            case MINUS -> Optional.of(left.subtract(right));
            case TIMES -> Optional.of(left.multiply(right));
            case DIVIDE ->
                right.signum() == 0 ? Optional.empty() : Optional.of(left.divide(right, 0, RoundingMode.DOWN));
            default -> Optional.empty();
        };
    }
}
