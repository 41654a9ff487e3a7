package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.ANY;
import static org.apache.calcite.sql.type.OperandTypes.CHARACTER;
import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.VARIADIC;
import static org.apache.calcite.sql.type.OperandTypes.or;

import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.parser.JsonArrow;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

/**
 * JSON, which is text here. What is put into JSON is a text in it, unless it is written there as JSON: by one of these
 * functions, or {@code x::json}.
 */
public final class JsonFunctions {
    private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference TEXTS = ReturnTypes.explicit(SqlTypeName.VARCHAR)
            .andThen(SqlTypeTransforms.TO_ARRAY)
            .andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference TRUTH = ReturnTypes.BOOLEAN.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference COUNT = ReturnTypes.BIGINT.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlOperandTypeChecker ONE_OR_TWO = or(CHARACTER, STRING_STRING);

    /** {@code x::json}: of a text the JSON it is, of anything else what JSON writes it. */
    private static final SqlOperator CAST = made("CAST AS JSON", "CAST(%s AS JSON)", ANY);

    private static final SqlOperator TRY_CAST = made("TRY_CAST AS JSON", "TRY_CAST(%s AS JSON)", ANY);

    /** A text that is put into JSON as the JSON it is. */
    private static final SqlOperator EMBEDDED =
            new EngineFunction("JSON WITHIN JSON", "CAST(%s AS JSON)", TEXT, null, ANY);

    /** What JSON is made with. */
    private static final List<SqlOperator> MAKERS = List.of(
            same("JSON_OBJECT", VARIADIC),
            made("JSON_BUILD_OBJECT", "json_object(%s)", VARIADIC),
            made("JSONB_BUILD_OBJECT", "json_object(%s)", VARIADIC),
            same("JSON_ARRAY", VARIADIC),
            made("JSON_BUILD_ARRAY", "json_array(%s)", VARIADIC),
            made("JSONB_BUILD_ARRAY", "json_array(%s)", VARIADIC),
            aggregate("JSON_GROUP_ARRAY", ANY),
            aggregate("JSON_AGG", ANY),
            aggregate("JSONB_AGG", ANY),
            aggregate("JSON_ARRAYAGG", ANY),
            aggregate("JSON_GROUP_OBJECT", OperandTypes.ANY_ANY),
            aggregate("JSON_OBJECT_AGG", OperandTypes.ANY_ANY),
            aggregate("JSONB_OBJECT_AGG", OperandTypes.ANY_ANY),
            aggregate("JSON_OBJECTAGG", OperandTypes.ANY_ANY));

    /** What else gives JSON. */
    private static final List<SqlOperator> GIVERS = List.of(
            CAST,
            TRY_CAST,
            same("JSON", CHARACTER),
            same("TO_JSON", ANY),
            made("TO_JSONB", "to_json(%s)", ANY),
            same("ROW_TO_JSON", ANY),
            same("ARRAY_TO_JSON", ANY),
            same("JSON_QUOTE", CHARACTER),
            same("JSON_EXTRACT", STRING_STRING),
            same("JSON_EXTRACT_PATH", STRING_STRING),
            made("JSON_QUERY", "json_extract(%s)", STRING_STRING),
            same("JSON_STRUCTURE", CHARACTER),
            same("JSON_MERGE_PATCH", STRING_STRING));

    private static final List<SqlOperator> READERS = List.of(
            EngineFunction.same("JSON_EXTRACT_STRING", TEXT, STRING_STRING),
            EngineFunction.same("JSON_EXTRACT_PATH_TEXT", TEXT, STRING_STRING),
            new EngineFunction("JSON_VALUE", "json_extract_string(%s)", TEXT, null, STRING_STRING),
            new EngineFunction("GET_JSON_OBJECT", "json_extract_string(%s)", TEXT, null, STRING_STRING),
            EngineFunction.same("JSON_EXISTS", TRUTH, STRING_STRING),
            EngineFunction.same("JSON_VALID", ReturnTypes.BOOLEAN_NULLABLE, CHARACTER),
            EngineFunction.same("JSON_CONTAINS", TRUTH, STRING_STRING),
            EngineFunction.same("JSON_ARRAY_LENGTH", COUNT, ONE_OR_TWO),
            EngineFunction.same("JSON_TYPE", TEXT, ONE_OR_TWO),
            EngineFunction.same("JSON_KEYS", TEXTS, ONE_OR_TWO),
            EngineFunction.same("JSON_PRETTY", TEXT, CHARACTER),
            EMBEDDED);

    private static final Set<String> NAMES_OF_TYPE = Set.of("JSON", "JSONB");

    private static final Set<String> NAMES_OF_MAKERS = names(MAKERS.stream());

    /** The arrow is an operator, and no function of these. */
    private static final Set<String> NAMES_OF_JSON =
            names(Stream.concat(Stream.of(JsonArrow.JSON), Stream.concat(MAKERS.stream(), GIVERS.stream())));

    private JsonFunctions() {}

    static List<SqlOperator> all() {
        return Stream.of(MAKERS, GIVERS, READERS).flatMap(List::stream).toList();
    }

    private static Set<String> names(Stream<SqlOperator> operators) {
        return operators.map(SqlOperator::getName).collect(Collectors.toUnmodifiableSet());
    }

    private static SqlOperator same(String name, SqlOperandTypeChecker operands) {
        return made(name, name.toLowerCase(Locale.ROOT) + "(%s)", operands);
    }

    /** @param format what gives JSON in the engine, and text here */
    private static SqlOperator made(String name, String format, SqlOperandTypeChecker operands) {
        return new EngineFunction(name, "CAST(" + format + " AS VARCHAR)", TEXT, null, operands);
    }

    private static SqlOperator aggregate(String name, SqlOperandTypeChecker operands) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, TEXT, operands)
                .withFunctionType(SqlFunctionCategory.SYSTEM)
                .withGroupOrder(Optionality.OPTIONAL);
    }

    public static boolean takesJson(SqlCall call) {
        return is(call, NAMES_OF_MAKERS);
    }

    /** Works in place: what is written as JSON among the operands goes into what is made as JSON. */
    public static void embed(SqlCall call) {
        for (int i = 0; i < call.operandCount(); i++) {
            SqlNode operand = call.operand(i);
            if (operand instanceof SqlCall inner && (is(inner, NAMES_OF_JSON) || cast(inner) != null)) {
                call.setOperand(i, EMBEDDED.createCall(operand.getParserPosition(), operand));
            }
        }
    }

    /** The cast to JSON in words of ours, or null if it is another one or none. */
    static @Nullable SqlCall cast(SqlCall call) {
        boolean tried = call.getOperator().getName().equals("TRY_CAST")
                || call.getOperator().getName().equals("SAFE_CAST");
        if (call.getKind() != SqlKind.CAST && !tried
                || !(call.operand(1) instanceof SqlDataTypeSpec type)
                || !(type.getTypeNameSpec() instanceof SqlUserDefinedTypeNameSpec name)
                || !NAMES_OF_TYPE.contains(name.getTypeName().toString().toUpperCase(Locale.ROOT))) {
            return null;
        }
        return (tried ? TRY_CAST : CAST).createCall(call.getParserPosition(), call.<SqlNode>operand(0));
    }

    private static boolean is(SqlCall call, Set<String> names) {
        return names.contains(call.getOperator().getName().toUpperCase(Locale.ROOT));
    }
}
