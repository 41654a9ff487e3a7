package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.CHARACTER;
import static org.apache.calcite.sql.type.OperandTypes.STRING_STRING;
import static org.apache.calcite.sql.type.OperandTypes.family;
import static org.apache.calcite.sql.type.OperandTypes.or;
import static org.apache.calcite.sql.type.SqlTypeFamily.BINARY;
import static org.apache.calcite.sql.type.SqlTypeFamily.INTEGER;
import static org.apache.calcite.sql.type.SqlTypeFamily.NUMERIC;
import static org.apache.calcite.sql.type.SqlTypeFamily.STRING;

import io.godwit.planner.engine.EngineFunction;
import java.util.List;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/** Functions of texts and of regular expressions, by DuckDB's names. */
final class TextFunctions {
    private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR_NULLABLE;
    private static final SqlReturnTypeInference TEXTS = ReturnTypes.explicit(SqlTypeName.VARCHAR)
            .andThen(SqlTypeTransforms.TO_ARRAY)
            .andThen(SqlTypeTransforms.TO_NULLABLE);

    private static final SqlOperandTypeChecker BYTES = family(BINARY);
    private static final SqlOperandTypeChecker INTEGER_OR_TEXT = or(OperandTypes.INTEGER, CHARACTER);
    private static final SqlOperandTypeChecker INTEGER_TEXT_OR_BYTES = or(OperandTypes.INTEGER, CHARACTER, BYTES);
    private static final SqlReturnTypeInference BINARIES =
            ReturnTypes.explicit(SqlTypeName.VARBINARY).andThen(SqlTypeTransforms.TO_NULLABLE);
    private static final SqlOperandTypeChecker WITH_OPTIONS = or(STRING_STRING, family(STRING, STRING, STRING));
    private static final SqlOperandTypeChecker ONE_OR_TWO = or(CHARACTER, STRING_STRING);
    private static final SqlOperandTypeChecker ANY_NUMBER = OperandTypes.variadic(SqlOperandCountRanges.from(1));

    private static final List<SqlOperator> OPERATORS = List.of(
            new EngineFunction("BTRIM", "trim(%s)", TEXT, null, ONE_OR_TWO),
            new EngineFunction("CHARINDEX", "strpos(%2$s, %1$s)", ReturnTypes.INTEGER_NULLABLE, null, STRING_STRING),
            new EngineFunction("LOCATE", "strpos(%2$s, %1$s)", ReturnTypes.INTEGER_NULLABLE, null, STRING_STRING),
            EngineFunction.same("LTRIM", TEXT, ONE_OR_TWO),
            EngineFunction.same("RTRIM", TEXT, ONE_OR_TWO),
            EngineFunction.same("REGEXP_ESCAPE", TEXT, CHARACTER),
            EngineFunction.same("STRIP_ACCENTS", TEXT, CHARACTER),
            EngineFunction.same("NFC_NORMALIZE", TEXT, CHARACTER),
            EngineFunction.same("URL_ENCODE", TEXT, CHARACTER),
            EngineFunction.same("URL_DECODE", TEXT, CHARACTER),
            EngineFunction.same("HEX", TEXT, INTEGER_TEXT_OR_BYTES),
            EngineFunction.same("TO_HEX", TEXT, INTEGER_TEXT_OR_BYTES),
            EngineFunction.same("UNHEX", BINARIES, CHARACTER),
            EngineFunction.same("FROM_HEX", BINARIES, CHARACTER),
            EngineFunction.same("BASE64", TEXT, BYTES),
            EngineFunction.same("TO_BASE64", TEXT, BYTES),
            EngineFunction.same("FROM_BASE64", BINARIES, CHARACTER),
            EngineFunction.same("ENCODE", BINARIES, CHARACTER),
            EngineFunction.same("DECODE", TEXT, BYTES),
            EngineFunction.same("BIN", TEXT, INTEGER_OR_TEXT),
            EngineFunction.same("TO_BINARY", TEXT, INTEGER_OR_TEXT),
            EngineFunction.same("FORMAT", TEXT, ANY_NUMBER),
            EngineFunction.same("PRINTF", TEXT, ANY_NUMBER),
            EngineFunction.same("FORMAT_BYTES", TEXT, OperandTypes.INTEGER),
            EngineFunction.same("BAR", TEXT, family(NUMERIC, NUMERIC, NUMERIC, NUMERIC)),
            EngineFunction.same("PARSE_FILENAME", TEXT, CHARACTER),
            EngineFunction.same("PARSE_DIRNAME", TEXT, CHARACTER),
            EngineFunction.same("PARSE_DIRPATH", TEXT, CHARACTER),
            EngineFunction.same("PARSE_PATH", TEXTS, CHARACTER),
            EngineFunction.same("ORD", ReturnTypes.INTEGER_NULLABLE, CHARACTER),
            EngineFunction.same("UNICODE", ReturnTypes.INTEGER_NULLABLE, CHARACTER),
            EngineFunction.same("STRLEN", ReturnTypes.BIGINT_NULLABLE, CHARACTER),
            EngineFunction.same("HAMMING", ReturnTypes.BIGINT_NULLABLE, STRING_STRING),
            EngineFunction.same("EDITDIST3", ReturnTypes.BIGINT_NULLABLE, STRING_STRING),
            EngineFunction.same("DAMERAU_LEVENSHTEIN", ReturnTypes.BIGINT_NULLABLE, STRING_STRING),
            EngineFunction.same("JACCARD", ReturnTypes.DOUBLE_NULLABLE, STRING_STRING),
            EngineFunction.same("JARO_SIMILARITY", ReturnTypes.DOUBLE_NULLABLE, STRING_STRING),
            EngineFunction.same("JARO_WINKLER_SIMILARITY", ReturnTypes.DOUBLE_NULLABLE, STRING_STRING),
            EngineFunction.same("REGEXP_MATCHES", ReturnTypes.BOOLEAN_NULLABLE, WITH_OPTIONS),
            EngineFunction.same("REGEXP_FULL_MATCH", ReturnTypes.BOOLEAN_NULLABLE, WITH_OPTIONS),
            EngineFunction.same("REGEXP_EXTRACT_ALL", TEXTS, or(STRING_STRING, family(STRING, STRING, INTEGER))),
            EngineFunction.same("SPLIT", TEXTS, STRING_STRING),
            EngineFunction.same("STRING_SPLIT_REGEX", TEXTS, STRING_STRING),
            EngineFunction.same("STR_SPLIT_REGEX", TEXTS, STRING_STRING),
            EngineFunction.same("REGEXP_SPLIT_TO_ARRAY", TEXTS, STRING_STRING));

    private TextFunctions() {}

    static List<SqlOperator> all() {
        return OPERATORS;
    }
}
