package io.godwit.planner.sql.function;

import io.godwit.planner.engine.EngineFunction;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlUnnestOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * What UNNEST makes of lists. As in the SQL standard, a structure is a column for each field; so one that is to be one column
 * is put into another one, as its only field. Of several lists the shorter ones have nulls behind their end, which Calcite's
 * types do not tell. A list of anything else stays what it is.
 */
public final class ListItems {
    private static final String FIELD = "item";

    /** Every structure whole. */
    private static final SqlOperator WHOLE = operator("ITEMS OF LIST", 0);
    /** Those of several fields: of one field, a name is the field's. */
    private static final SqlOperator WHOLE_OF_SEVERAL_FIELDS = operator("NAMED ITEMS OF LIST", 1);

    /** Of several lists one, which may end before the others. */
    private static final SqlOperator ENDING =
            new EngineFunction("ITEMS OF ENDING LIST", "%s", ListItems::withNulls, null, OperandTypes.ANY);

    private ListItems() {}

    private static SqlOperator operator(String name, int mostFieldsTakenApart) {
        return new EngineFunction(
                name,
                "list_transform(%s, lambda item: {'" + FIELD + "': item})",
                call -> type(call, mostFieldsTakenApart),
                null,
                OperandTypes.ANY);
    }

    public static List<SqlOperator> operators() {
        return List.of(WHOLE, WHOLE_OF_SEVERAL_FIELDS, ENDING);
    }

    /** Whether the operator makes something of such a list, and is not to be left out. */
    public static boolean matters(SqlOperator operator, RelDataType list) {
        RelDataType item = list.getComponentType();
        return operator == ENDING ? item != null && !item.isNullable() : isTakenWhole(item, operator == WHOLE ? 0 : 1);
    }

    private static RelDataType withNulls(SqlOperatorBinding call) {
        RelDataType list = call.getOperandType(0);
        RelDataType item = list.getComponentType();
        if (item == null || list.getSqlTypeName() != SqlTypeName.ARRAY) {
            return list;
        }
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType items = types.createArrayType(types.createTypeWithNullability(item, true), -1);
        return types.createTypeWithNullability(items, list.isNullable());
    }

    private static boolean isTakenWhole(@Nullable RelDataType item, int mostFieldsTakenApart) {
        return item != null && item.isStruct() && item.getFieldCount() > mostFieldsTakenApart;
    }

    private static RelDataType type(SqlOperatorBinding call, int mostFieldsTakenApart) {
        RelDataType list = call.getOperandType(0);
        RelDataType item = list.getComponentType();
        if (item == null || !isTakenWhole(item, mostFieldsTakenApart)) {
            return list;
        }
        RelDataTypeFactory types = call.getTypeFactory();
        // Calcite forgets that a LEFT JOIN gives nulls to the fields of a structure, unless that may be null itself.
        RelDataType row = types.createTypeWithNullability(types.createStructType(List.of(item), List.of(FIELD)), true);
        return types.createTypeWithNullability(types.createArrayType(row, -1), list.isNullable());
    }

    /** {@code UNNEST(l) AS u (x)}, with a name for each list and one for the ordinality: one column of each list. */
    public static boolean areNamed(SqlCall as) {
        return as.getKind() == SqlKind.AS
                && as.operand(0) instanceof SqlCall unnest
                && unnest.getOperator() instanceof SqlUnnestOperator operator
                && as.operandCount() - 2 == unnest.operandCount() + (operator.withOrdinality ? 1 : 0)
                && unnest.getOperandList().stream().noneMatch(ListItems::isQueryOrWhole);
    }

    private static boolean isQueryOrWhole(SqlNode list) {
        return list.isA(SqlKind.QUERY)
                || list instanceof SqlCall call && operators().contains(call.getOperator());
    }

    public static void keepWhole(SqlCall unnest) {
        for (int i = 0; i < unnest.operandCount(); i++) {
            unnest.setOperand(i, whole(unnest.operand(i), WHOLE_OF_SEVERAL_FIELDS));
        }
    }

    /** Whether several lists stand side by side. */
    public static boolean areSeveral(SqlCall call) {
        return call.getKind() == SqlKind.UNNEST && call.operandCount() > 1;
    }

    public static void letEnd(SqlCall unnest) {
        for (int i = 0; i < unnest.operandCount(); i++) {
            SqlNode list = unnest.operand(i);
            if (!(list instanceof SqlCall call && call.getOperator() == ENDING)) {
                unnest.setOperand(i, whole(list, ENDING));
            }
        }
    }

    public static SqlNode whole(SqlNode list) {
        return whole(list, WHOLE);
    }

    private static SqlNode whole(SqlNode list, SqlOperator operator) {
        return operator.createCall(list.getParserPosition(), list);
    }
}
