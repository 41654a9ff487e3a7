package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.ANY;
import static org.apache.calcite.sql.type.OperandTypes.ANY_ANY;
import static org.apache.calcite.sql.type.OperandTypes.CHARACTER;
import static org.apache.calcite.sql.type.OperandTypes.NILADIC;
import static org.apache.calcite.sql.type.OperandTypes.NUMERIC;
import static org.apache.calcite.sql.type.OperandTypes.NUMERIC_NUMERIC;
import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.family;

import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.parser.AtTimeZone;
import io.godwit.planner.parser.Glob;
import io.godwit.planner.parser.IntegerOperators;
import io.godwit.planner.parser.JsonArrow;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlLeadLagAggFunction;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlNthValueAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.util.SqlOperatorTables;

/** Functions people type that Calcite does not have, or has under other rules: PostgreSQL's and DuckDB's. */
final class DialectFunctions {
    private static final SqlReturnTypeInference DOUBLE = ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference FIRST = ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    private static final SqlOperandTypeChecker ANY_NUMERIC = family(SqlTypeFamily.ANY, SqlTypeFamily.NUMERIC);
    private static final SqlOperandTypeChecker INTEGER_INTEGER = family(SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER);

    /** Of equal parts between two bounds the one in which a number is: 0 below the first, one more than there are above the last. */
    private static final String BUCKET = "CASE WHEN (%1$s - %2$s) / CAST(%3$s - %2$s AS DOUBLE) < 0 THEN 0"
            + " WHEN (%1$s - %2$s) / CAST(%3$s - %2$s AS DOUBLE) >= 1 THEN %4$s + 1"
            + " ELSE floor((%1$s - %2$s) / CAST(%3$s - %2$s AS DOUBLE) * %4$s) + 1 END";

    /** There may be fewer rows than asked for. */
    private static final SqlAggFunction NTH_VALUE = new SqlNthValueAggFunction(SqlKind.NTH_VALUE) {
        @Override
        public RelDataType inferReturnType(SqlOperatorBinding call) {
            return call.getTypeFactory().createTypeWithNullability(super.inferReturnType(call), true);
        }
    };

    static final SqlAggFunction COUNT_IF = aggregate("COUNT_IF", ReturnTypes.BIGINT, family(SqlTypeFamily.BOOLEAN));

    static final SqlAggFunction QUANTILE_CONT = aggregate(
            "QUANTILE_CONT",
            DialectFunctions::between,
            OperandTypes.or(NUMERIC_NUMERIC, family(SqlTypeFamily.DATETIME, SqlTypeFamily.NUMERIC)));
    static final SqlAggFunction QUANTILE_DISC = aggregate("QUANTILE_DISC", FIRST, ANY_NUMERIC);

    private static final SqlAggFunction LEAD = new Neighbour(SqlKind.LEAD);
    private static final SqlAggFunction LAG = new Neighbour(SqlKind.LAG);

    /** A value of another row, or a third operand where there is no such row: Calcite looks at the third alone. */
    private static final class Neighbour extends SqlLeadLagAggFunction {
        Neighbour(SqlKind kind) {
            super(kind);
        }

        @Override
        public RelDataType inferReturnType(SqlOperatorBinding call) {
            RelDataType type = super.inferReturnType(call);
            return call.getTypeFactory()
                    .createTypeWithNullability(
                            type, type.isNullable() || call.getOperandType(0).isNullable());
        }
    }

    private static final SqlOperatorTable FUNCTIONS = SqlOperatorTables.of(List.of(
            AtTimeZone.OPERATOR,
            Glob.OPERATOR,
            Glob.NEGATED,
            JsonArrow.JSON,
            JsonArrow.TEXT,
            TimeDifferences.LOCAL,
            TimeDifferences.INSTANTS,
            SqlLibraryOperators.SAFE_CAST,
            SqlLibraryOperators.TRY_CAST,
            new EngineFunction("INSTR", "strpos(%s)", ReturnTypes.INTEGER_NULLABLE, null, STRING_STRING),
            new EngineFunction("ENDS_WITH", "suffix(%s)", ReturnTypes.BOOLEAN_NULLABLE, null, STRING_STRING),
            EngineFunction.same(
                    "REGEXP_EXTRACT",
                    ReturnTypes.VARCHAR_NULLABLE,
                    OperandTypes.or(
                            STRING_STRING, family(SqlTypeFamily.STRING, SqlTypeFamily.STRING, SqlTypeFamily.INTEGER))),
            EngineFunction.same("CONTAINS", ReturnTypes.BOOLEAN_NULLABLE, STRING_STRING),
            EngineFunction.same("PREFIX", ReturnTypes.BOOLEAN_NULLABLE, STRING_STRING),
            EngineFunction.same("SUFFIX", ReturnTypes.BOOLEAN_NULLABLE, STRING_STRING),
            EngineFunction.same("XOR", ReturnTypes.LEAST_RESTRICTIVE, INTEGER_INTEGER),
            EngineFunction.same("BIT_COUNT", ReturnTypes.INTEGER_NULLABLE, OperandTypes.INTEGER),
            EngineFunction.same("GAMMA", ReturnTypes.DOUBLE_NULLABLE, NUMERIC),
            EngineFunction.same("LGAMMA", ReturnTypes.DOUBLE_NULLABLE, NUMERIC),
            EngineFunction.same("EVEN", ReturnTypes.DOUBLE_NULLABLE, NUMERIC),
            new EngineFunction(
                    "HYPOT",
                    "sqrt(CAST(%1$s AS DOUBLE) * %1$s + CAST(%2$s AS DOUBLE) * %2$s)",
                    ReturnTypes.DOUBLE_NULLABLE,
                    null,
                    NUMERIC_NUMERIC),
            EngineFunction.same("FMOD", ReturnTypes.DOUBLE_NULLABLE, NUMERIC_NUMERIC),
            EngineFunction.same("GCD", ReturnTypes.BIGINT_NULLABLE, INTEGER_INTEGER),
            EngineFunction.same("LCM", ReturnTypes.BIGINT_NULLABLE, INTEGER_INTEGER),
            EngineFunction.same("SIGNBIT", ReturnTypes.BOOLEAN_NULLABLE, NUMERIC),
            EngineFunction.same("ISNAN", ReturnTypes.BOOLEAN_NULLABLE, NUMERIC),
            padding("LPAD"),
            padding("RPAD"),
            new EngineFunction("UCASE", "upper(%s)", ReturnTypes.VARCHAR_NULLABLE, null, CHARACTER),
            new EngineFunction("LCASE", "lower(%s)", ReturnTypes.VARCHAR_NULLABLE, null, CHARACTER),
            EngineFunction.same("TYPEOF", ReturnTypes.VARCHAR, ANY),
            EngineFunction.same("PG_TYPEOF", ReturnTypes.VARCHAR, ANY),
            new EngineFunction(
                    "WIDTH_BUCKET",
                    BUCKET,
                    ReturnTypes.INTEGER_NULLABLE,
                    null,
                    family(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC, SqlTypeFamily.INTEGER)),
            EngineFunction.varying("UUID", "uuid()", ReturnTypes.explicit(SqlTypeName.UUID)),
            EngineFunction.varying("GEN_RANDOM_UUID", "uuid()", ReturnTypes.explicit(SqlTypeName.UUID)),
            new EngineFunction("VERSION", "'Godwit'", ReturnTypes.VARCHAR, null, NILADIC),
            aggregate("MEDIAN", DialectFunctions::between, OperandTypes.or(NUMERIC, family(SqlTypeFamily.DATETIME))),
            aggregate("QUANTILE", FIRST, ANY_NUMERIC),
            QUANTILE_CONT,
            QUANTILE_DISC,
            aggregate(
                    "APPROX_QUANTILE",
                    FIRST,
                    OperandTypes.or(NUMERIC_NUMERIC, family(SqlTypeFamily.DATETIME, SqlTypeFamily.NUMERIC))),
            aggregate("CORR", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_SLOPE", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_INTERCEPT", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_R2", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_AVGX", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_AVGY", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_SXY", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_SXX", DOUBLE, NUMERIC_NUMERIC),
            aggregate("REGR_SYY", DOUBLE, NUMERIC_NUMERIC),
            aggregate("COVAR_POP", DOUBLE, NUMERIC_NUMERIC),
            aggregate("COVAR_SAMP", DOUBLE, NUMERIC_NUMERIC),
            LEAD,
            LAG,
            NTH_VALUE,
            aggregate("KURTOSIS", DOUBLE, NUMERIC),
            aggregate("KURTOSIS_POP", DOUBLE, NUMERIC),
            aggregate("PRODUCT", DOUBLE, NUMERIC),
            aggregate("GEOMEAN", DOUBLE, NUMERIC),
            aggregate("GEOMETRIC_MEAN", DOUBLE, NUMERIC),
            aggregate("SEM", DOUBLE, NUMERIC),
            aggregate("MAD", DOUBLE, NUMERIC),
            aggregate("FSUM", DOUBLE, NUMERIC),
            aggregate("KAHAN_SUM", DOUBLE, NUMERIC),
            aggregate("FAVG", DOUBLE, NUMERIC),
            aggregate("HISTOGRAM", DialectFunctions::counts, ANY),
            aggregate("SKEWNESS", DOUBLE, NUMERIC),
            aggregate("ENTROPY", DOUBLE, ANY),
            aggregate("MAX_BY", FIRST, ANY_ANY),
            aggregate("MIN_BY", FIRST, ANY_ANY),
            aggregate("ARG_MAX", FIRST, ANY_ANY),
            aggregate("ARG_MIN", FIRST, ANY_ANY),
            COUNT_IF));

    static final SqlOperatorTable TABLE = SqlOperatorTables.chain(
            SqlOperatorTables.of(IntegerOperators.all()),
            SqlOperatorTables.of(TextFunctions.all()),
            SqlOperatorTables.of(JsonFunctions.all()),
            SqlOperatorTables.of(TimeFunctions.all()),
            SqlOperatorTables.of(GatheringAggregates.all()),
            FUNCTIONS);

    private DialectFunctions() {}

    /** Calcite's types of these are never null. */
    private static SqlOperator padding(String name) {
        SqlOperandTypeChecker operands = OperandTypes.or(
                family(SqlTypeFamily.STRING, SqlTypeFamily.INTEGER),
                family(SqlTypeFamily.STRING, SqlTypeFamily.INTEGER, SqlTypeFamily.STRING));
        return new SqlFunction(
                name, SqlKind.OTHER_FUNCTION, ReturnTypes.VARCHAR_NULLABLE, null, operands, SqlFunctionCategory.STRING);
    }

    private static SqlAggFunction aggregate(String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, type, operands);
    }

    /** What lies between two numbers or times, as a mean of both does. */
    private static RelDataType between(SqlOperatorBinding call) {
        RelDataType of = call.getOperandType(0);
        return switch (of.getSqlTypeName()) {
            case DATE ->
                TimeFunctions.TIMESTAMP
                        .andThen(SqlTypeTransforms.FORCE_NULLABLE)
                        .inferReturnType(call);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> FIRST.inferReturnType(call);
            default -> DOUBLE.inferReturnType(call);
        };
    }

    /** How often there is each value. */
    private static RelDataType counts(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType value = types.createTypeWithNullability(call.getOperandType(0), false);
        return types.createTypeWithNullability(
                types.createMapType(value, types.createSqlType(SqlTypeName.BIGINT)), true);
    }
}
