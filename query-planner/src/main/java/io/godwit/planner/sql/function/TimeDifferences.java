package io.godwit.planner.sql.function;

import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.rel.ArrowTypes;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.jspecify.annotations.Nullable;

/** Timestamps taken from each other: an interval of days of 24 hours, and of microseconds. */
public final class TimeDifferences {
    private static final int MICROS = 6;

    private static final SqlReturnTypeInference INTERVAL =
            call -> call.getTypeFactory().createSqlIntervalType(ArrowTypes.DAYS_TO_MICROS);

    static final SqlOperator LOCAL = difference("TIME_DIFFERENCE", "(%1$s - %2$s)");

    /** A day between instants has 24 hours, whatever the clocks of the session's zone do meanwhile. */
    static final SqlOperator INSTANTS =
            difference("INSTANT_DIFFERENCE", "(timezone('UTC', %1$s) - timezone('UTC', %2$s))");

    private TimeDifferences() {}

    private static SqlOperator difference(String name, String format) {
        return new EngineFunction(
                name, format, INTERVAL.andThen(SqlTypeTransforms.TO_NULLABLE), null, OperandTypes.ANY_ANY);
    }

    /** What computes {@code later - earlier}; null where these are not both timestamps of a kind, to the microsecond. */
    public static @Nullable SqlOperator of(RelDataType later, RelDataType earlier) {
        if (isDate(later) && isDate(earlier) || later.getPrecision() > MICROS || earlier.getPrecision() > MICROS) {
            return null;
        } else if (isLocal(later) && isLocal(earlier)) {
            return LOCAL;
        }
        return isInstant(later) && isInstant(earlier) ? INSTANTS : null;
    }

    static boolean isDate(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DATE;
    }

    private static boolean isLocal(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP || isDate(type);
    }

    private static boolean isInstant(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }
}
