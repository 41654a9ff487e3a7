package io.godwit.planner.engine;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.jspecify.annotations.Nullable;

/** A function the engine knows and Calcite does not. */
public class EngineFunction extends SqlFunction {
    /** How the names of a lambda's parameters begin that stand for the last operands of the call. */
    public static final String CAPTURED = "captured ";

    private final String format;
    private final boolean varies;

    /**
     * @param format the call in the engine's SQL, with {@code %1$s}, {@code %2$s}, … for its operands, or with {@code %s}
     *     once for all of them
     */
    public EngineFunction(
            String name,
            String format,
            SqlReturnTypeInference returnType,
            @Nullable SqlOperandTypeInference operandInference,
            SqlOperandTypeChecker operands) {
        this(name, format, false, returnType, operandInference, operands);
    }

    private EngineFunction(
            String name,
            String format,
            boolean varies,
            SqlReturnTypeInference returnType,
            @Nullable SqlOperandTypeInference operandInference,
            SqlOperandTypeChecker operands) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                returnType,
                operandInference,
                operands,
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.format = format;
        this.varies = varies;
    }

    /** A function that the engine has by the same name. */
    public static EngineFunction same(String name, SqlReturnTypeInference returnType, SqlOperandTypeChecker operands) {
        return new EngineFunction(name, name.toLowerCase(Locale.ROOT) + "(%s)", returnType, null, operands);
    }

    /** A function that the engine has by the same name, with a type there is none of here, and is cast from it. */
    public static EngineFunction cast(
            String name, String type, SqlReturnTypeInference returnType, SqlOperandTypeChecker operands) {
        String format = "CAST(%s(%%s) AS %s)".formatted(name.toLowerCase(Locale.ROOT), type);
        return new EngineFunction(name, format, returnType, null, operands);
    }

    /** A function without operands that gives another value for each row and each time. */
    public static EngineFunction varying(String name, String format, SqlReturnTypeInference returnType) {
        return new EngineFunction(name, format, true, returnType, null, OperandTypes.NILADIC);
    }

    @Override
    public boolean isDeterministic() {
        return !varies;
    }

    @Override
    public boolean isDynamicFunction() {
        return varies;
    }

    String unparse(List<String> operands) {
        return format.contains("$")
                ? format.formatted(operands.toArray())
                : format.formatted(String.join(", ", operands));
    }
}
