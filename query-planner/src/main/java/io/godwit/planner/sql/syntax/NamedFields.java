package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.StructLiteral;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/** {@code struct_pack(a := 1, b := 2)} is <code>{'a': 1, 'b': 2}</code>. */
public final class NamedFields {
    private NamedFields() {}

    public static boolean concern(SqlCall call) {
        return call.getOperator().getName().equalsIgnoreCase("STRUCT_PACK") && call.operandCount() > 0;
    }

    public static SqlCall struct(SqlCall call) {
        List<SqlNode> fields = call.getOperandList();
        for (SqlNode field : fields) {
            if (field.getKind() != SqlKind.ARGUMENT_ASSIGNMENT) {
                throw SqlErrors.invalid(field, "Each field of struct_pack needs a name: struct_pack(a := 1, b := 2)");
            }
        }
        return StructLiteral.of(
                fields.stream().map(NamedFields::name).toList(),
                fields.stream()
                        .map(field -> ((SqlCall) field).<SqlNode>operand(0))
                        .toList(),
                call.getParserPosition());
    }

    private static String name(SqlNode field) {
        return ((SqlCall) field).<SqlIdentifier>operand(1).getSimple();
    }
}
