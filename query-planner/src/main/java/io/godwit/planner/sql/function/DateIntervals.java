package io.godwit.planner.sql.function;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;

/** Intervals added to dates, where Calcite would drop a part of them without a word. */
public final class DateIntervals {
    private static final int MICROS = 6;

    private static final Map<String, SqlOperator> SHIFTS =
            Map.of("DATE_ADD", SqlStdOperatorTable.PLUS, "DATE_SUB", SqlStdOperatorTable.MINUS);

    private DateIntervals() {}

    /** Whether it is {@code date_add(time, interval)}, of which Calcite would take the interval for a number of days. */
    public static boolean isShift(SqlCall call) {
        return SHIFTS.containsKey(call.getOperator().getName().toUpperCase(Locale.ROOT))
                && call.operandCount() == 2
                && holdsInterval(call.operand(1));
    }

    public static SqlCall sum(SqlCall shift) {
        SqlOperator operator = SHIFTS.get(shift.getOperator().getName().toUpperCase(Locale.ROOT));
        return requireNonNull(operator, "operator").createCall(shift.getParserPosition(), shift.getOperandList());
    }

    private static boolean holdsInterval(SqlNode node) {
        try {
            node.accept(new SqlBasicVisitor<Void>() {
                @Override
                public Void visit(SqlLiteral literal) {
                    if (literal instanceof SqlIntervalLiteral) {
                        throw Util.FoundOne.NULL;
                    }
                    return super.visit(literal);
                }
            });
            return false;
        } catch (Util.FoundOne e) {
            return true;
        }
    }

    public static boolean isSumOrDifference(SqlNode node) {
        return (node.getKind() == SqlKind.PLUS || node.getKind() == SqlKind.MINUS)
                && ((SqlCall) node).operandCount() == 2;
    }

    /** Whether an interval of that type has hours, minutes or seconds, which no date can take. */
    public static boolean isShorterThanDays(RelDataType type) {
        return SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())
                && type.getSqlTypeName() != SqlTypeName.INTERVAL_DAY;
    }

    /** The midnight a date begins with. */
    public static SqlNode midnight(SqlNode date) {
        return Casts.to(SqlTypeName.TIMESTAMP, MICROS, date);
    }
}
