package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.STRING;
import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.or;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.Optionality;

/** Aggregates that are null where no row is gathered; Calcite's types of them are never null if their argument is not. */
public final class GatheringAggregates {
    private static final SqlReturnTypeInference LIST = ReturnTypes.TO_ARRAY.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference TEXT = ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference VALUE = ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference KEY =
            ReturnTypes.PERCENTILE_DISC_CONT.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    /** Aggregates to which the order of their rows is all one, and in which it is written all the same. */
    private static final Set<String> OF_ANY_ORDER =
            Set.of("COUNT", "SUM", "AVG", "MIN", "MAX", "MEDIAN", "QUANTILE", "QUANTILE_CONT", "QUANTILE_DISC");

    private static final Set<String> ORDERED_WITHIN = Set.of("ARRAY_AGG", "COLLECT_LIST", "LIST");

    static final SqlBasicAggFunction ARRAY_AGG = SqlBasicAggFunction.create(SqlKind.ARRAY_AGG, LIST, OperandTypes.ANY)
            .withFunctionType(SqlFunctionCategory.SYSTEM)
            .withSyntax(SqlSyntax.ORDERED_FUNCTION)
            .withAllowsNullTreatment(true);

    private static final SqlAggFunction PERCENTILE_CONT =
            percentile(SqlKind.PERCENTILE_CONT, KEY.andThen(GatheringAggregates::between));
    private static final SqlAggFunction PERCENTILE_DISC = percentile(SqlKind.PERCENTILE_DISC, KEY);

    private GatheringAggregates() {}

    static List<SqlOperator> all() {
        return List.of(
                ARRAY_AGG,
                ofOneRow("FIRST"),
                ofOneRow("LAST"),
                texts(SqlKind.STRING_AGG).withSyntax(SqlSyntax.ORDERED_FUNCTION),
                texts(SqlKind.GROUP_CONCAT).withSyntax(SqlSyntax.ORDERED_FUNCTION),
                texts(SqlKind.LISTAGG).withGroupOrder(Optionality.OPTIONAL));
    }

    /**
     * A call with an order as the validator has it. Percentiles are those of here, since WITHIN GROUP does not look them up by
     * name; lists have the order in their parentheses; {@code mode() WITHIN GROUP (ORDER BY x)} is {@code
     * mode(x)}; and where no order matters, there is none.
     */
    public static SqlCall ordered(SqlCall call) {
        if (call.getKind() != SqlKind.WITHIN_GROUP || !(call.operand(0) instanceof SqlCall function)) {
            return call;
        }
        boolean treatsNulls = treatsNulls(function);
        if (!((treatsNulls ? function.operand(0) : function) instanceof SqlBasicCall aggregate)) {
            return call;
        }
        String name = aggregate.getOperator().getName().toUpperCase(Locale.ROOT);
        SqlNodeList order = call.operand(1);
        if (aggregate.getKind() == SqlKind.PERCENTILE_CONT) {
            aggregate.setOperator(PERCENTILE_CONT);
        } else if (aggregate.getKind() == SqlKind.PERCENTILE_DISC) {
            aggregate.setOperator(PERCENTILE_DISC);
        } else if (OF_ANY_ORDER.contains(name)) {
            return function;
        } else if (name.equals("MODE") && aggregate.operandCount() == 0) {
            return aggregate.getOperator().createCall(call.getParserPosition(), order.get(0));
        } else if (ORDERED_WITHIN.contains(name) && aggregate.operandCount() == 1) {
            SqlCall ordered = aggregate
                    .getOperator()
                    .createCall(
                            aggregate.getFunctionQuantifier(), call.getParserPosition(), aggregate.operand(0), order);
            return treatsNulls ? function.getOperator().createCall(function.getParserPosition(), ordered) : ordered;
        } else if (treatsNulls) {
            return withNullsTreated(call, aggregate, function.getKind() == SqlKind.IGNORE_NULLS);
        }
        return call;
    }

    /** Whether the call says of another one what that does with nulls. */
    public static boolean treatsNulls(SqlCall call) {
        return call.getKind() == SqlKind.IGNORE_NULLS || call.getKind() == SqlKind.RESPECT_NULLS;
    }

    /** Calcite knows no order of what ignores nulls. */
    private static SqlCall withNullsTreated(SqlCall call, SqlCall aggregate, boolean areIgnored) {
        SqlParserPos position = call.getParserPosition();
        SqlCall ordered = call.getOperator().createCall(position, aggregate, call.operand(1));
        return areIgnored
                ? SqlStdOperatorTable.FILTER.createCall(
                        position,
                        ordered,
                        SqlStdOperatorTable.IS_NOT_NULL.createCall(position, aggregate.<SqlNode>operand(0)))
                : ordered;
    }

    /** {@code percentile_cont(p) WITHIN GROUP (ORDER BY x)} as a function of a window, {@code quantile_cont(x, p)}. */
    public static SqlNode inWindow(SqlNode function) {
        if (function.getKind() != SqlKind.WITHIN_GROUP
                || !(((SqlCall) function).operand(0) instanceof SqlCall percentile)
                || !(((SqlCall) function).operand(1) instanceof SqlNodeList keys)
                || keys.size() != 1
                || keys.get(0).getKind() == SqlKind.DESCENDING) {
            return function;
        }
        SqlOperator quantile = switch (percentile.getKind()) {
            case PERCENTILE_CONT -> DialectFunctions.QUANTILE_CONT;
            case PERCENTILE_DISC -> DialectFunctions.QUANTILE_DISC;
            default -> null;
        };
        return quantile == null
                ? function
                : quantile.createCall(function.getParserPosition(), keys.get(0), percentile.operand(0));
    }

    /** What lies between two numbers is a number with a fraction. */
    private static RelDataType between(SqlOperatorBinding call, RelDataType key) {
        return SqlTypeUtil.isNumeric(key)
                ? call.getTypeFactory()
                        .createTypeWithNullability(
                                call.getTypeFactory().createSqlType(SqlTypeName.DOUBLE), key.isNullable())
                : key;
    }

    /** The value of the first or the last row of an order, or of any row. */
    private static SqlBasicAggFunction ofOneRow(String name) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, VALUE, OperandTypes.ANY)
                .withFunctionType(SqlFunctionCategory.SYSTEM)
                .withGroupOrder(Optionality.OPTIONAL)
                .withAllowsNullTreatment(true);
    }

    private static SqlBasicAggFunction texts(SqlKind kind) {
        return SqlBasicAggFunction.create(kind, TEXT, or(STRING, STRING_STRING))
                .withFunctionType(SqlFunctionCategory.SYSTEM);
    }

    private static SqlBasicAggFunction percentile(SqlKind kind, SqlReturnTypeInference type) {
        return SqlBasicAggFunction.create(kind, type, OperandTypes.UNIT_INTERVAL_NUMERIC_LITERAL)
                .withFunctionType(SqlFunctionCategory.SYSTEM)
                .withGroupOrder(Optionality.MANDATORY)
                .withPercentile(true)
                .withAllowsFraming(false);
    }
}
