package io.godwit.planner.sql.function;

import static java.util.Objects.requireNonNull;

import io.godwit.planner.engine.EngineFunction;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlLambdaScope;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * A function of a list, a lambda and, for some, a value to begin with. Behind these stand the columns that the lambda reads,
 * each a further parameter of it ({@link LambdaCalls}), so that the lambda itself knows nothing but its parameters.
 */
public final class LambdaFunction extends EngineFunction {
    private enum Kind {
        TRANSFORM,
        FILTER,
        REDUCE
    }

    private static final int LAMBDA = 1;
    private static final int INITIAL = 2;

    private static final Map<String, LambdaFunction> BY_NAME = Stream.of(
                    new LambdaFunction("ARRAY_TRANSFORM", Kind.TRANSFORM),
                    new LambdaFunction("ARRAY_APPLY", Kind.TRANSFORM),
                    new LambdaFunction("APPLY", Kind.TRANSFORM),
                    new LambdaFunction("ARRAY_FILTER", Kind.FILTER),
                    new LambdaFunction("ARRAY_REDUCE", Kind.REDUCE),
                    new LambdaFunction("REDUCE", Kind.REDUCE))
            .collect(Collectors.toUnmodifiableMap(SqlOperator::getName, Function.identity()));

    private final Kind kind;

    private LambdaFunction(String name, Kind kind) {
        super(
                name,
                "list_" + kind.name().toLowerCase(Locale.ROOT) + "(%s)",
                LambdaFunction::derivedBefore,
                null,
                OperandTypes.VARIADIC);
        this.kind = kind;
    }

    /** The function of that name; null if there is none. */
    public static @Nullable LambdaFunction find(String name) {
        return BY_NAME.get(ListFunctions.asArray(name.toUpperCase(Locale.ROOT)));
    }

    private static RelDataType derivedBefore(SqlOperatorBinding call) {
        throw new IllegalStateException("The type of a call with a lambda is derived with the lambda: " + call);
    }

    int mostOperands() {
        return kind == Kind.REDUCE ? INITIAL + 1 : LAMBDA + 1;
    }

    /** Whether a lambda may have that many parameters; the last of the most is the element's position. */
    boolean takes(int parameters) {
        int least = kind == Kind.REDUCE ? 2 : 1;
        return parameters == least || parameters == least + 1;
    }

    /** A lambda of its kind. */
    String example() {
        return kind == Kind.REDUCE ? "lambda total, x: total + x" : "lambda x: x + 1";
    }

    /** Not looked up by its name and its operands' types: the lambda has one only if the list has. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        LambdaValidator lambdas = (LambdaValidator) validator;
        for (int operand = 0; operand < call.operandCount(); operand++) {
            if (operand != LAMBDA) {
                lambdas.deriveType(scope, call.operand(operand));
            }
        }
        RelDataTypeFactory types = validator.getTypeFactory();
        RelDataType list = lambdas.deriveType(scope, call.operand(0));
        RelDataType element = element(lambdas, scope, call);
        return switch (kind) {
            case TRANSFORM ->
                types.createTypeWithNullability(
                        types.createArrayType(lambda(lambdas, scope, call, List.of(element)), -1), list.isNullable());
            case FILTER -> {
                RelDataType condition = lambda(lambdas, scope, call, List.of(element));
                if (condition.getSqlTypeName() != SqlTypeName.BOOLEAN) {
                    throw SqlErrors.invalid(
                            call.operand(LAMBDA),
                            "The lambda of %s is a condition, and not %s".formatted(name(), condition));
                }
                yield list;
            }
            case REDUCE -> total(lambdas, scope, call);
        };
    }

    private RelDataType element(LambdaValidator validator, SqlValidatorScope scope, SqlCall call) {
        RelDataType list = validator.deriveType(scope, call.operand(0));
        RelDataType element = list.getComponentType();
        if (element == null || list.getSqlTypeName() != SqlTypeName.ARRAY) {
            throw SqlErrors.invalid(
                    call.operand(0), "%s takes a list, and this is no list but %s".formatted(name(), list));
        }
        return element;
    }

    /** The scope in which the types of parameters of the statement are looked for that stand in the lambda. */
    public SqlLambdaScope within(LambdaValidator validator, SqlValidatorScope scope, SqlCall call) {
        RelDataType element = element(validator, scope, call);
        return within(
                validator,
                scope,
                call,
                kind == Kind.REDUCE
                        ? List.of(total(validator, scope, call, hasInitial(call) ? INITIAL : 0), element)
                        : List.of(element));
    }

    private String name() {
        return getName().toLowerCase(Locale.ROOT).replaceFirst("^array_", "list_");
    }

    /** What the lambda makes is what it is given next: where that is of a wider type, what it begins with is, too. */
    private RelDataType total(LambdaValidator validator, SqlValidatorScope scope, SqlCall call) {
        int first = hasInitial(call) ? INITIAL : 0;
        RelDataType total = total(validator, scope, call, first);
        RelDataType made = madeOf(total, validator, scope, call);
        RelDataTypeFactory types = validator.getTypeFactory();
        RelDataType wider = types.leastRestrictive(List.of(total, made));
        if (wider == null) {
            throw SqlErrors.invalid(
                    call.operand(LAMBDA),
                    "The lambda of %s makes %s of %s; cast what it makes, or what it begins with"
                            .formatted(name(), made, total));
        }
        if (!SqlTypeUtil.equalSansNullability(types, wider, total)) {
            RelDataType begun = first == 0 ? types.createArrayType(wider, -1) : wider;
            call.setOperand(first, cast(call.operand(first), begun));
            total = total(validator, scope, call, first);
            made = madeOf(total, validator, scope, call);
        }
        if (!SqlTypeUtil.equalSansNullability(types, made, total)) {
            SqlLambda lambda = call.operand(LAMBDA);
            lambda.setOperand(1, cast(lambda.getExpression(), total));
            madeOf(total, validator, scope, call);
        }
        return total;
    }

    private static RelDataType total(LambdaValidator validator, SqlValidatorScope scope, SqlCall call, int first) {
        RelDataType type = validator.deriveType(scope, call.operand(first));
        RelDataType begun = first == 0 ? requireNonNull(type.getComponentType(), "element") : type;
        return validator.getTypeFactory().createTypeWithNullability(begun, true);
    }

    private static RelDataType madeOf(
            RelDataType total, LambdaValidator validator, SqlValidatorScope scope, SqlCall call) {
        RelDataType list = validator.deriveType(scope, call.operand(0));
        return lambda(validator, scope, call, List.of(total, requireNonNull(list.getComponentType(), "element")));
    }

    private static SqlNode cast(SqlNode node, RelDataType type) {
        return SqlStdOperatorTable.CAST.createCall(node.getParserPosition(), node, SqlTypeUtil.convertTypeToSpec(type));
    }

    private boolean hasInitial(SqlCall call) {
        int captured = LambdaCalls.captured((SqlLambda) call.operand(LAMBDA));
        return kind == Kind.REDUCE && call.operandCount() - captured > INITIAL;
    }

    /** The type of what the lambda makes of {@code values}, a position, and the columns it reads. */
    private static RelDataType lambda(
            LambdaValidator validator, SqlValidatorScope scope, SqlCall call, List<RelDataType> values) {
        return validator.deriveLambda(call.operand(LAMBDA), within(validator, scope, call, values));
    }

    private static SqlLambdaScope within(
            LambdaValidator validator, SqlValidatorScope scope, SqlCall call, List<RelDataType> values) {
        SqlLambda lambda = call.operand(LAMBDA);
        int captured = LambdaCalls.captured(lambda);
        int own = lambda.getParameters().size() - captured;
        SqlLambdaScope within = new SqlLambdaScope(scope, lambda);
        RelDataType position = validator.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
        for (int index = 0; index < lambda.getParameters().size(); index++) {
            RelDataType type = index < own
                    ? (index < values.size() ? values.get(index) : position)
                    : validator.deriveType(scope, call.operand(call.operandCount() - captured + index - own));
            within.getParameterTypes().put(lambda.getParameters().get(index).toString(), type);
        }
        return within;
    }

    @Override
    public void validateCall(
            SqlCall call, SqlValidator validator, SqlValidatorScope scope, SqlValidatorScope operandScope) {
        validator.deriveType(operandScope, call);
        for (int operand = 0; operand < call.operandCount(); operand++) {
            SqlNode node = call.operand(operand);
            if (node instanceof SqlLambda lambda) {
                lambda.getExpression()
                        .validateExpr(validator, requireNonNull(validator.getLambdaScope(lambda), "lambda scope"));
            } else {
                node.validateExpr(validator, operandScope);
            }
        }
    }
}
