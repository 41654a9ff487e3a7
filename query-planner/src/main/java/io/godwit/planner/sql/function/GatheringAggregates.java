package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.STRING;
import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.or;

import java.util.List;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.util.Optionality;

/** Aggregates that are null where no row is gathered; Calcite's types of them are never null if their argument is not. */
public final class GatheringAggregates {
    private static final SqlReturnTypeInference LIST = ReturnTypes.TO_ARRAY.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference TEXT = ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference KEY =
            ReturnTypes.PERCENTILE_DISC_CONT.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    static final SqlBasicAggFunction ARRAY_AGG = SqlBasicAggFunction.create(SqlKind.ARRAY_AGG, LIST, OperandTypes.ANY)
            .withFunctionType(SqlFunctionCategory.SYSTEM)
            .withSyntax(SqlSyntax.ORDERED_FUNCTION)
            .withAllowsNullTreatment(true);

    private static final SqlAggFunction PERCENTILE_CONT = percentile(SqlKind.PERCENTILE_CONT);
    private static final SqlAggFunction PERCENTILE_DISC = percentile(SqlKind.PERCENTILE_DISC);

    private GatheringAggregates() {}

    static List<SqlOperator> all() {
        return List.of(
                ARRAY_AGG,
                texts(SqlKind.STRING_AGG).withSyntax(SqlSyntax.ORDERED_FUNCTION),
                texts(SqlKind.GROUP_CONCAT).withSyntax(SqlSyntax.ORDERED_FUNCTION),
                texts(SqlKind.LISTAGG).withGroupOrder(Optionality.OPTIONAL));
    }

    /** Puts the percentiles of here in the place of Calcite's, which WITHIN GROUP does not look up by name. */
    public static void replacePercentile(SqlCall ordered) {
        if (ordered.getKind() == SqlKind.WITHIN_GROUP && ordered.operand(0) instanceof SqlBasicCall call) {
            switch (call.getKind()) {
                case PERCENTILE_CONT -> call.setOperator(PERCENTILE_CONT);
                case PERCENTILE_DISC -> call.setOperator(PERCENTILE_DISC);
                default -> {}
            }
        }
    }

    private static SqlBasicAggFunction texts(SqlKind kind) {
        return SqlBasicAggFunction.create(kind, TEXT, or(STRING, STRING_STRING))
                .withFunctionType(SqlFunctionCategory.SYSTEM);
    }

    private static SqlBasicAggFunction percentile(SqlKind kind) {
        return SqlBasicAggFunction.create(kind, KEY, OperandTypes.UNIT_INTERVAL_NUMERIC_LITERAL)
                .withFunctionType(SqlFunctionCategory.SYSTEM)
                .withGroupOrder(Optionality.MANDATORY)
                .withPercentile(true)
                .withAllowsFraming(false);
    }
}
