package io.godwit.planner.parser;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlRowOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/** {@code {'a': 1, 'b': 2}}: a row whose fields have names. Each set of names is an operator of its own. */
public final class StructLiteral extends SqlRowOperator {
    private final List<String> names;

    private StructLiteral(List<String> names) {
        // Calcite tells operators apart by name, and takes equal calls for one.
        super(names.stream().collect(Collectors.joining("', '", "ROW '", "'")));
        this.names = List.copyOf(names);
    }

    public static SqlCall of(List<String> names, List<SqlNode> values, SqlParserPos position) {
        return new StructLiteral(names).createCall(position, values);
    }

    /** Not looked up by its name, as there are as many as there are names. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        call.getOperandList().forEach(value -> validator.deriveType(scope, value));
        return validateOperands(validator, scope, call);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding call) {
        return call.getTypeFactory().createStructType(call.collectOperandTypes(), names);
    }

    @Override
    public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
        SqlWriter.Frame frame = writer.startList("{", "}");
        for (int field = 0; field < names.size(); field++) {
            writer.sep(",");
            writer.literal("'" + names.get(field).replace("'", "''") + "':");
            call.operand(field).unparse(writer, 0, 0);
        }
        writer.endList(frame);
    }
}
