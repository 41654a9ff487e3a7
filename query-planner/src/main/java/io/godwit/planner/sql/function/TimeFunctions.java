package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.family;
import static org.apache.calcite.sql.type.OperandTypes.or;
import static org.apache.calcite.sql.type.SqlTypeFamily.CHARACTER;
import static org.apache.calcite.sql.type.SqlTypeFamily.DATE;
import static org.apache.calcite.sql.type.SqlTypeFamily.DATETIME;
import static org.apache.calcite.sql.type.SqlTypeFamily.DATETIME_INTERVAL;
import static org.apache.calcite.sql.type.SqlTypeFamily.INTEGER;
import static org.apache.calcite.sql.type.SqlTypeFamily.NUMERIC;

import io.godwit.planner.engine.EngineFunction;
import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/** Functions that make times of numbers and texts, and take them apart, by DuckDB's names. */
final class TimeFunctions {
    private static final int MICROS = 6;
    private static final int NANOS = 9;

    static final SqlReturnTypeInference TIMESTAMP = timestamp(MICROS);

    private static final SqlReturnTypeInference INSTANT =
            ReturnTypes.explicit(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, MICROS);

    private static final SqlOperandTypeChecker TIME = family(DATETIME);
    /** A time that has a day: a time of day has none. */
    private static final SqlOperandTypeChecker DAY = or(family(DATE), family(SqlTypeFamily.TIMESTAMP));

    private static final SqlOperandTypeChecker UNIT_TIME = family(CHARACTER, DATETIME);
    private static final SqlOperandTypeChecker UNIT_DAY =
            or(family(CHARACTER, DATE), family(CHARACTER, SqlTypeFamily.TIMESTAMP));
    private static final SqlOperandTypeChecker TEXT_AND_FORMATS =
            or(STRING_STRING, family(CHARACTER, SqlTypeFamily.ARRAY));
    private static final SqlOperandTypeChecker BUCKETS =
            or(family(DATETIME_INTERVAL, DATETIME), family(DATETIME_INTERVAL, DATETIME, DATETIME));
    private static final SqlOperandTypeChecker UNIT_TIMES = family(CHARACTER, DATETIME, DATETIME);

    static final SqlOperator DATE_DIFF = EngineFunction.same("DATE_DIFF", ReturnTypes.BIGINT_NULLABLE, UNIT_TIMES);
    static final SqlOperator EPOCH =
            EngineFunction.same("EPOCH", ReturnTypes.DOUBLE_NULLABLE, or(TIME, family(DATETIME_INTERVAL)));

    static final SqlOperator STRPTIME = EngineFunction.same("STRPTIME", TIMESTAMP, TEXT_AND_FORMATS);
    static final SqlOperator STRFTIME = EngineFunction.same(
            "STRFTIME",
            ReturnTypes.VARCHAR_NULLABLE,
            or(
                    family(DATE, CHARACTER),
                    family(SqlTypeFamily.TIMESTAMP, CHARACTER),
                    family(CHARACTER, DATE),
                    family(CHARACTER, SqlTypeFamily.TIMESTAMP)));

    private static final List<SqlOperator> OPERATORS = List.of(
            EngineFunction.same("DATE_TRUNC", TimeFunctions::truncated, UNIT_DAY),
            EngineFunction.same(
                    "DATE_PART", ReturnTypes.BIGINT_NULLABLE, or(UNIT_TIME, family(CHARACTER, DATETIME_INTERVAL))),
            DATE_DIFF,
            new EngineFunction("DATEDIFF", "date_diff(%s)", ReturnTypes.BIGINT_NULLABLE, null, UNIT_TIMES),
            EPOCH,
            EngineFunction.same("NOW", INSTANT, OperandTypes.NILADIC),
            EngineFunction.same("TO_TIMESTAMP", INSTANT.andThen(SqlTypeTransforms.TO_NULLABLE), OperandTypes.NUMERIC),
            EngineFunction.same(
                    "MAKE_DATE",
                    ReturnTypes.explicit(SqlTypeName.DATE).andThen(SqlTypeTransforms.TO_NULLABLE),
                    family(INTEGER, INTEGER, INTEGER)),
            datePart("DAY", "day"),
            datePart("WEEKDAY", "dow"),
            datePart("WEEKOFYEAR", "week"),
            datePart("ISODOW", "isodow"),
            EngineFunction.same("MONTHNAME", ReturnTypes.VARCHAR_NULLABLE, DAY),
            EngineFunction.same("DAYNAME", ReturnTypes.VARCHAR_NULLABLE, DAY),
            EngineFunction.same(
                    "MAKE_TIMESTAMP",
                    TIMESTAMP,
                    or(family(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, NUMERIC), OperandTypes.INTEGER)),
            EngineFunction.same("MAKE_TIMESTAMP_MS", TIMESTAMP, OperandTypes.INTEGER),
            EngineFunction.same("MAKE_TIMESTAMP_NS", timestamp(NANOS), OperandTypes.INTEGER),
            STRPTIME,
            EngineFunction.same("TRY_STRPTIME", TIMESTAMP.andThen(SqlTypeTransforms.FORCE_NULLABLE), TEXT_AND_FORMATS),
            STRFTIME,
            EngineFunction.same("EPOCH_MS", TimeFunctions::millisOrTheirTime, or(TIME, OperandTypes.INTEGER)),
            EngineFunction.same("EPOCH_US", ReturnTypes.BIGINT_NULLABLE, TIME),
            EngineFunction.same("EPOCH_NS", ReturnTypes.BIGINT_NULLABLE, TIME),
            EngineFunction.same("JULIAN", ReturnTypes.DOUBLE_NULLABLE, DAY),
            EngineFunction.same("DATESUB", ReturnTypes.BIGINT_NULLABLE, UNIT_TIMES),
            EngineFunction.same("TIME_BUCKET", ReturnTypes.ARG1_NULLABLE, BUCKETS),
            new EngineFunction("DATE_BIN", "time_bucket(%s)", ReturnTypes.ARG1_NULLABLE, null, BUCKETS),
            EngineFunction.same(
                    "MAKE_TIME",
                    ReturnTypes.explicit(SqlTypeName.TIME, MICROS).andThen(SqlTypeTransforms.TO_NULLABLE),
                    family(INTEGER, INTEGER, NUMERIC)),
            EngineFunction.same("ISFINITE", ReturnTypes.BOOLEAN_NULLABLE, or(OperandTypes.NUMERIC, DAY)),
            EngineFunction.same("ISINF", ReturnTypes.BOOLEAN_NULLABLE, or(OperandTypes.NUMERIC, DAY)));

    private static final List<SqlOperator> PARTS = Stream.concat(
                    Stream.of("MILLISECOND", "MICROSECOND", "NANOSECOND").map(name -> part(name, TIME)),
                    Stream.of("YEARWEEK", "ISOYEAR", "CENTURY", "DECADE", "MILLENNIUM", "ERA")
                            .map(name -> part(name, DAY)))
            .toList();

    private TimeFunctions() {}

    static List<SqlOperator> all() {
        return Stream.concat(OPERATORS.stream(), PARTS.stream()).toList();
    }

    private static SqlOperator datePart(String name, String unit) {
        return new EngineFunction(name, "date_part('" + unit + "', %s)", ReturnTypes.BIGINT_NULLABLE, null, DAY);
    }

    private static SqlOperator part(String name, SqlOperandTypeChecker operand) {
        return EngineFunction.same(name, ReturnTypes.BIGINT_NULLABLE, operand);
    }

    /** A date becomes a timestamp, a timestamp stays what it is. */
    private static RelDataType truncated(SqlOperatorBinding call) {
        RelDataType time = call.getOperandType(1);
        return time.getSqlTypeName() == SqlTypeName.DATE
                ? call.getTypeFactory().createTypeWithNullability(TIMESTAMP.inferReturnType(call), time.isNullable())
                : time;
    }

    private static SqlReturnTypeInference timestamp(int precision) {
        return ReturnTypes.explicit(SqlTypeName.TIMESTAMP, precision).andThen(SqlTypeTransforms.TO_NULLABLE);
    }

    /** Of a time its milliseconds, of milliseconds their time. */
    private static RelDataType millisOrTheirTime(SqlOperatorBinding call) {
        boolean ofNumber = SqlTypeName.INT_TYPES.contains(call.getOperandType(0).getSqlTypeName());
        return ofNumber ? TIMESTAMP.inferReturnType(call) : ReturnTypes.BIGINT_NULLABLE.inferReturnType(call);
    }
}
