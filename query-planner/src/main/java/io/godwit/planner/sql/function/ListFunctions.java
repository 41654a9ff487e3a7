package io.godwit.planner.sql.function;

import static org.apache.calcite.sql.type.OperandTypes.family;

import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.parser.Slice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.jspecify.annotations.Nullable;

/** Functions of lists, by DuckDB's names: what is called {@code array_x} is called {@code list_x}, too. */
public final class ListFunctions {
    private static final int MICROS = 6;
    private static final String LIST = "LIST_";
    private static final String ARRAY = "ARRAY_";

    private static final SqlOperandTypeChecker ONE = family(SqlTypeFamily.ARRAY);
    private static final SqlOperandTypeChecker TWO = family(SqlTypeFamily.ARRAY, SqlTypeFamily.ARRAY);
    private static final SqlOperandTypeChecker WITH_ELEMENT = family(SqlTypeFamily.ARRAY, SqlTypeFamily.ANY);
    private static final SqlOperandTypeChecker BOUNDS = OperandTypes.or(
            family(SqlTypeFamily.ARRAY, SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER),
            family(SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER));

    private static final SqlOperandTypeChecker ORDER = OperandTypes.or(
            ONE,
            family(SqlTypeFamily.ARRAY, SqlTypeFamily.CHARACTER),
            family(SqlTypeFamily.ARRAY, SqlTypeFamily.CHARACTER, SqlTypeFamily.CHARACTER));

    private static final SqlOperandTypeChecker LENGTH = OperandTypes.or(
            family(SqlTypeFamily.ARRAY, SqlTypeFamily.INTEGER),
            family(SqlTypeFamily.ARRAY, SqlTypeFamily.INTEGER, SqlTypeFamily.ANY));

    private static final SqlOperandTypeChecker STEPS = OperandTypes.or(
            family(SqlTypeFamily.INTEGER),
            family(SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER),
            family(SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER, SqlTypeFamily.INTEGER),
            family(SqlTypeFamily.DATETIME, SqlTypeFamily.DATETIME, SqlTypeFamily.DATETIME_INTERVAL));

    private static final SqlReturnTypeInference DOUBLE = ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);
    private static final SqlReturnTypeInference TRUTH = ReturnTypes.BOOLEAN.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    private static final SqlReturnTypeInference ELEMENT = call -> nullable(component(call, 0), call.getTypeFactory());

    /** {@code text[number]}, and the same of a list. */
    public static final SqlOperator EXTRACT = function(
            "ARRAY_EXTRACT",
            ListFunctions::extracted,
            OperandTypes.or(
                    family(SqlTypeFamily.CHARACTER, SqlTypeFamily.INTEGER),
                    family(SqlTypeFamily.ARRAY, SqlTypeFamily.INTEGER)));

    private static final SqlOperator SLICE = function("ARRAY_SLICE", ListFunctions::sliced, BOUNDS);

    private static final List<SqlOperator> OPERATORS = List.of(
            SLICE,
            EXTRACT,
            function(SeriesTables.SERIES, ListFunctions::series, STEPS),
            function(SeriesTables.RANGE, ListFunctions::series, STEPS),
            function("LEN", ListFunctions::length, OperandTypes.or(family(SqlTypeFamily.CHARACTER), ONE)),
            function("LENGTH", ListFunctions::length, OperandTypes.or(family(SqlTypeFamily.CHARACTER), ONE)),
            function("ARRAY_LENGTH", ReturnTypes.BIGINT_NULLABLE, ONE),
            function("ARRAY_CONTAINS", ReturnTypes.BOOLEAN_NULLABLE, WITH_ELEMENT),
            function("ARRAY_HAS", ReturnTypes.BOOLEAN_NULLABLE, WITH_ELEMENT),
            function("ARRAY_POSITION", ReturnTypes.INTEGER.andThen(SqlTypeTransforms.FORCE_NULLABLE), WITH_ELEMENT),
            function("ARRAY_INDEXOF", ReturnTypes.INTEGER.andThen(SqlTypeTransforms.FORCE_NULLABLE), WITH_ELEMENT),
            function("ARRAY_PREPEND", ListFunctions::prepended, family(SqlTypeFamily.ANY, SqlTypeFamily.ARRAY)),
            function(
                    "ARRAY_TO_STRING",
                    ReturnTypes.VARCHAR_NULLABLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    family(SqlTypeFamily.ARRAY, SqlTypeFamily.CHARACTER)),
            function("ARRAY_SORT", ReturnTypes.ARG0, ORDER),
            function("ARRAY_REVERSE_SORT", ReturnTypes.ARG0, ONE),
            function("ARRAY_UNIQUE", ReturnTypes.BIGINT_NULLABLE, ONE),
            named("ARRAY_SUM", "list_sum", ListFunctions::sum, ONE),
            named("ARRAY_AVG", "list_avg", ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE), ONE),
            named("ARRAY_MIN", "list_min", ELEMENT, ONE),
            named("ARRAY_MAX", "list_max", ELEMENT, ONE),
            named("ARRAY_FIRST", "list_first", ELEMENT, ONE),
            named("ARRAY_LAST", "list_last", ELEMENT, ONE),
            named("ARRAY_CONCAT", "list_concat", ReturnTypes.LEAST_RESTRICTIVE, TWO),
            named("ARRAY_CAT", "list_concat", ReturnTypes.LEAST_RESTRICTIVE, TWO),
            function("FLATTEN", ListFunctions::flattened, ONE),
            named("ARRAY_REVERSE", "list_reverse", ReturnTypes.ARG0, ONE),
            named("ARRAY_GRADE_UP", "list_grade_up", ListFunctions::positions, ONE),
            named("ARRAY_SELECT", "list_select", ListFunctions::withNulls, TWO),
            named("ARRAY_WHERE", "list_where", ListFunctions::sliced, TWO),
            named("ARRAY_INTERSECT", "list_intersect", ListFunctions::sliced, TWO),
            function("ARRAY_RESIZE", ListFunctions::withNulls, LENGTH),
            function("ARRAY_POP_BACK", ReturnTypes.ARG0, ONE),
            function("ARRAY_POP_FRONT", ReturnTypes.ARG0, ONE),
            named("ARRAY_HAS_ANY", "list_has_any", ReturnTypes.BOOLEAN_NULLABLE, TWO),
            named("ARRAY_HAS_ALL", "list_has_all", ReturnTypes.BOOLEAN_NULLABLE, TWO),
            named("ARRAY_ZIP", "list_zip", ListFunctions::zipped, TWO),
            named("ARRAY_COUNT", "list_count", ReturnTypes.BIGINT_NULLABLE, ONE),
            named("ARRAY_MEDIAN", "list_median", DOUBLE, ONE),
            named("ARRAY_STDDEV_POP", "list_stddev_pop", DOUBLE, ONE),
            named("ARRAY_STDDEV_SAMP", "list_stddev_samp", DOUBLE, ONE),
            named("ARRAY_VAR_POP", "list_var_pop", DOUBLE, ONE),
            named("ARRAY_VAR_SAMP", "list_var_samp", DOUBLE, ONE),
            named("ARRAY_PRODUCT", "list_product", DOUBLE, ONE),
            named("ARRAY_MODE", "list_mode", ELEMENT, ONE),
            named("ARRAY_ANY_VALUE", "list_any_value", ELEMENT, ONE),
            named("ARRAY_BOOL_AND", "list_bool_and", TRUTH, ONE),
            named("ARRAY_BOOL_OR", "list_bool_or", TRUTH, ONE),
            named("ARRAY_COSINE_SIMILARITY", "list_cosine_similarity", DOUBLE, TWO),
            named("ARRAY_DISTANCE", "list_distance", DOUBLE, TWO),
            named("ARRAY_DOT_PRODUCT", "list_dot_product", DOUBLE, TWO),
            named("ARRAY_INNER_PRODUCT", "list_inner_product", DOUBLE, TWO),
            function("MAP_CONTAINS", ReturnTypes.BOOLEAN_NULLABLE, family(SqlTypeFamily.MAP, SqlTypeFamily.ANY)),
            function("MAP_ENTRIES", ListFunctions::entries, family(SqlTypeFamily.MAP)),
            texts("STRING_SPLIT"),
            texts("STR_SPLIT"),
            texts("STRING_TO_ARRAY"));

    private static final Map<String, SqlOperator> BY_NAME = Stream.concat(
                    OPERATORS.stream(), ListItems.operators().stream())
            .collect(Collectors.toUnmodifiableMap(SqlOperator::getName, Function.identity()));

    private ListFunctions() {}

    private static SqlOperator function(String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return named(name, name.toLowerCase(Locale.ROOT), type, operands);
    }

    private static SqlOperator named(
            String name, String engineName, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
        return new EngineFunction(name, engineName + "(%s)", type, null, operands);
    }

    private static SqlOperator texts(String name) {
        return named(
                name,
                "string_split",
                call -> {
                    RelDataTypeFactory types = call.getTypeFactory();
                    RelDataType texts = types.createArrayType(types.createSqlType(SqlTypeName.VARCHAR), -1);
                    return nullableLikeOperands(texts, call);
                },
                OperandTypes.STRING_STRING);
    }

    /** The operator of that name; null if there is none. */
    static @Nullable SqlOperator find(String name) {
        return BY_NAME.get(asArray(name.toUpperCase(Locale.ROOT)));
    }

    /** {@code list_x} is {@code array_x}; any other name is itself. */
    static String asArray(String name) {
        return name.regionMatches(true, 0, LIST, 0, LIST.length()) ? ARRAY + name.substring(LIST.length()) : name;
    }

    static List<SqlOperator> all() {
        return OPERATORS;
    }

    /** @param item {@code list[from:to]} */
    public static SqlCall slice(SqlCall item) {
        SqlCall bounds = item.operand(1);
        SqlParserPos position = item.getParserPosition();
        SqlNode from = Slice.from(bounds);
        SqlNode to = Slice.to(bounds);
        return SLICE.createCall(
                position,
                item.operand(0),
                from == null ? SqlLiteral.createExactNumeric("1", position) : from,
                to == null ? SqlLiteral.createExactNumeric("-1", position) : to);
    }

    private static RelDataType extracted(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType element = call.getOperandType(0).getComponentType();
        return nullable(element == null ? types.createSqlType(SqlTypeName.VARCHAR) : element, types);
    }

    private static RelDataType prepended(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType element = types.leastRestrictive(List.of(call.getOperandType(0), component(call, 1)));
        return types.createTypeWithNullability(
                types.createArrayType(element == null ? component(call, 1) : element, -1),
                call.getOperandType(1).isNullable());
    }

    private static RelDataType sliced(SqlOperatorBinding call) {
        RelDataType whole = call.getOperandType(0);
        return nullableLikeOperands(
                whole.getComponentType() == null ? call.getTypeFactory().createSqlType(SqlTypeName.VARCHAR) : whole,
                call);
    }

    private static RelDataType withNulls(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        return nullableLikeOperands(types.createArrayType(nullable(component(call, 0), types), -1), call);
    }

    private static RelDataType positions(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        return nullableLikeOperands(types.createArrayType(types.createSqlType(SqlTypeName.BIGINT), -1), call);
    }

    /** Pairs without names, as ROW makes them. The shorter list has nulls behind its end. */
    private static RelDataType zipped(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType pair = types.builder()
                .add("EXPR$0", nullable(component(call, 0), types))
                .add("EXPR$1", nullable(component(call, 1), types))
                .build();
        return nullableLikeOperands(types.createArrayType(pair, -1), call);
    }

    private static RelDataType entries(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        RelDataType map = call.getOperandType(0);
        RelDataType entry = types.builder()
                .add("key", Objects.requireNonNull(map.getKeyType(), "key"))
                .add("value", Objects.requireNonNull(map.getValueType(), "value"))
                .build();
        return nullableLikeOperands(types.createArrayType(entry, -1), call);
    }

    private static RelDataType length(SqlOperatorBinding call) {
        boolean isList = call.getOperandType(0).getComponentType() != null;
        return nullableLikeOperands(
                call.getTypeFactory().createSqlType(isList ? SqlTypeName.BIGINT : SqlTypeName.INTEGER), call);
    }

    private static RelDataType series(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        boolean ofTimes = call.getOperandCount() == 3
                && SqlTypeName.DATETIME_TYPES.contains(call.getOperandType(0).getSqlTypeName());
        boolean ofInstants = call.collectOperandTypes().stream()
                .anyMatch(type -> type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
        RelDataType element = ofInstants
                ? types.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, MICROS)
                : ofTimes
                        ? types.createSqlType(SqlTypeName.TIMESTAMP, MICROS)
                        : types.createSqlType(SqlTypeName.BIGINT);
        return nullableLikeOperands(types.createArrayType(element, -1), call);
    }

    private static RelDataType sum(SqlOperatorBinding call) {
        RelDataTypeFactory types = call.getTypeFactory();
        return nullable(types.getTypeSystem().deriveSumType(types, component(call, 0)), types);
    }

    private static RelDataType flattened(SqlOperatorBinding call) {
        return nullableLikeOperands(component(call, 0), call);
    }

    private static RelDataType component(SqlOperatorBinding call, int operand) {
        RelDataType component = call.getOperandType(operand).getComponentType();
        return component == null ? call.getTypeFactory().createSqlType(SqlTypeName.NULL) : component;
    }

    private static RelDataType nullable(RelDataType type, RelDataTypeFactory types) {
        return types.createTypeWithNullability(type, true);
    }

    private static RelDataType nullableLikeOperands(RelDataType type, SqlOperatorBinding call) {
        boolean nullable = call.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
        return call.getTypeFactory().createTypeWithNullability(type, nullable || type.isNullable());
    }
}
