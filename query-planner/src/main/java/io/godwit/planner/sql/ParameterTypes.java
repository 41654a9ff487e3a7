package io.godwit.planner.sql;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.type.CompositeOperandTypeChecker;
import org.apache.calcite.sql.type.ImplicitCastOperandTypeChecker;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Types of parameters that Calcite has no word for: an operand of a function has the type the function asks for there, or, where
 * it takes any, that of the operands beside it; a number added to a date is one of days, a time taken from a time is one, and what
 * a value is compared with ANY or ALL of is a list of such values.
 */
final class ParameterTypes {
    private static final int MICROS = 6;

    /** Operands that count rows, letters or digits, from the second to the one said here: Calcite says any number, or nothing. */
    private static final Map<String, Integer> LAST_COUNTS =
            Map.of("LAG", 1, "LEAD", 1, "NTH_VALUE", 1, "ROUND", 1, "TRUNCATE", 1, "SUBSTRING", 2, "SUBSTR", 2);

    private final GodwitValidator validator;
    private final RelDataTypeFactory types;

    /** Those of which this knew the type, which stays. */
    private final Set<SqlNode> typed = Collections.newSetFromMap(new IdentityHashMap<>());

    ParameterTypes(GodwitValidator validator) {
        this.validator = validator;
        this.types = validator.getTypeFactory();
    }

    boolean isTyped(SqlNode node) {
        return typed.contains(node);
    }

    boolean isUntyped(SqlNode node) {
        return node instanceof SqlDynamicParam && !typed.contains(node);
    }

    /** Gives types to the parameters that are operands of the call. */
    void type(SqlCall call, SqlValidatorScope scope) {
        if (call.isA(SqlKind.COMPARISON)) {
            // Calcite looks at one side to say what the other is, before it says what the parameters within are.
            typeWithin(call, scope);
        }
        if (call.getOperator() instanceof SqlQuantifyOperator
                && call.operand(1) instanceof SqlNodeList values
                && values.size() == 1
                && isUntyped(values.get(0))
                && !isUntyped(call.operand(0))) {
            set((SqlDynamicParam) values.get(0), listOf(validator.deriveType(scope, call.operand(0))), scope);
        }
        typeOperands(call, scope);
    }

    private void set(SqlDynamicParam parameter, @Nullable RelDataType type, SqlValidatorScope scope) {
        if (type != null) {
            validator.setType(parameter, type, scope);
            typed.add(parameter);
        }
    }

    private void typeWithin(SqlCall call, SqlValidatorScope scope) {
        for (SqlNode operand : call.getOperandList()) {
            if (operand instanceof SqlCall inner && !inner.isA(SqlKind.QUERY)) {
                typeWithin(inner, scope);
                typeOperands(inner, scope);
            }
        }
    }

    private void typeOperands(SqlCall call, SqlValidatorScope scope) {
        for (int i = 0; i < call.operandCount(); i++) {
            if (call.operand(i) instanceof SqlDynamicParam parameter && isUntyped(parameter)) {
                set(parameter, of(call, i, scope), scope);
            }
        }
    }

    /** The type of the parameter that is an operand of the call, or null where the call does not say, or Calcite says it. */
    private @Nullable RelDataType of(SqlCall call, int operand, SqlValidatorScope scope) {
        SqlOperator operator = call.getOperator();
        if (isCount(call, operand)) {
            return type(SqlTypeName.INTEGER);
        } else if (call.operandCount() == 2 && call.isA(SqlKind.BINARY_ARITHMETIC)) {
            return inArithmetic(call, operand, scope);
        } else if (operator.getSyntax() == SqlSyntax.BINARY
                && operator.getName().equals("||")) {
            RelDataType beside = beside(call, operand, scope);
            return beside != null && beside.getComponentType() != null ? beside : type(SqlTypeName.VARCHAR);
        }
        SqlOperandTypeInference inference = operator.getOperandTypeInference();
        if (!(operator instanceof SqlFunction) || (inference != null && inference != InferTypes.RETURN_TYPE)) {
            return null;
        }
        for (SqlOperator meant : meant(operator)) {
            RelDataType asked = asked(meant.getOperandTypeChecker(), operand, call.operandCount());
            if (asked != null) {
                return asked;
            }
        }
        RelDataType beside = beside(call, operand, scope);
        return beside == null || call.operandCount() != 2 ? beside : ofList(meant(operator), operand, beside);
    }

    /** Of a list beside an element of it, of an element beside its list, and of a key beside its map. */
    private RelDataType ofList(List<SqlOperator> meant, int operand, RelDataType beside) {
        for (SqlOperator operator : meant) {
            if (operator.getOperandTypeChecker() instanceof ImplicitCastOperandTypeChecker families) {
                SqlTypeFamily own = families.getOperandSqlTypeFamily(operand);
                SqlTypeFamily other = families.getOperandSqlTypeFamily(1 - operand);
                if (own == SqlTypeFamily.ARRAY && other == SqlTypeFamily.ANY) {
                    return listOf(beside);
                } else if (own == SqlTypeFamily.ANY && other == SqlTypeFamily.ARRAY) {
                    return requireNonNullElse(beside.getComponentType(), beside);
                } else if (own == SqlTypeFamily.ANY && other == SqlTypeFamily.MAP) {
                    return requireNonNullElse(beside.getKeyType(), beside);
                }
            }
        }
        return beside;
    }

    private RelDataType listOf(RelDataType element) {
        return types.createArrayType(types.createTypeWithNullability(element, true), -1);
    }

    private static boolean isCount(SqlCall call, int operand) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        return operand > 0 && operand <= LAST_COUNTS.getOrDefault(name, 0);
    }

    private @Nullable RelDataType inArithmetic(SqlCall call, int operand, SqlValidatorScope scope) {
        RelDataType beside = beside(call, operand, scope);
        if (beside == null) {
            return null;
        } else if (call.getKind() == SqlKind.TIMES && SqlTypeName.INTERVAL_TYPES.contains(beside.getSqlTypeName())) {
            return type(SqlTypeName.BIGINT);
        } else if (call.getKind() == SqlKind.PLUS && beside.getSqlTypeName() == SqlTypeName.DATE) {
            return type(SqlTypeName.BIGINT);
        }
        boolean isDifference =
                call.getKind() == SqlKind.MINUS && SqlTypeName.DATETIME_TYPES.contains(beside.getSqlTypeName());
        return isDifference || SqlTypeUtil.isNumeric(beside) ? beside : null;
    }

    private List<SqlOperator> meant(SqlOperator operator) {
        if (!(operator instanceof SqlUnresolvedFunction function)) {
            return List.of(operator);
        }
        List<SqlOperator> meant = new ArrayList<>();
        validator
                .getOperatorTable()
                .lookupOperatorOverloads(
                        requireNonNull(function.getNameAsId(), "name"),
                        function.getFunctionType(),
                        SqlSyntax.FUNCTION,
                        meant,
                        validator.getCatalogReader().nameMatcher());
        return meant;
    }

    private @Nullable RelDataType asked(@Nullable SqlOperandTypeChecker checker, int operand, int operands) {
        if (checker == null || !checker.getOperandCountRange().isValidCount(operands)) {
            return null;
        } else if (checker instanceof CompositeOperandTypeChecker composite) {
            return ofRules(composite.getRules(), operand, operands);
        }
        return ofFamily(checker, operand);
    }

    /** Rules are alternatives for the whole call, or one for each operand, or one for all of them. */
    private @Nullable RelDataType ofRules(List<? extends SqlOperandTypeChecker> rules, int operand, int operands) {
        for (SqlOperandTypeChecker rule : rules) {
            RelDataType asked = asked(rule, operand, operands);
            if (asked != null) {
                return asked;
            }
        }
        if (rules.size() == operands) {
            return ofFamily(rules.get(operand), 0);
        }
        return rules.size() == 1 ? ofFamily(rules.get(0), 0) : null;
    }

    private @Nullable RelDataType ofFamily(SqlOperandTypeChecker checker, int operand) {
        return checker instanceof ImplicitCastOperandTypeChecker families
                ? one(families.getOperandSqlTypeFamily(operand))
                : null;
    }

    /** The type that takes most of a family's values, if there is one. */
    private @Nullable RelDataType one(SqlTypeFamily family) {
        return switch (family) {
            case CHARACTER, STRING -> type(SqlTypeName.VARCHAR);
            case INTEGER -> type(SqlTypeName.INTEGER);
            case NUMERIC, APPROXIMATE_NUMERIC -> type(SqlTypeName.DOUBLE);
            case EXACT_NUMERIC -> type(SqlTypeName.BIGINT);
            case BOOLEAN -> type(SqlTypeName.BOOLEAN);
            case BINARY -> type(SqlTypeName.VARBINARY);
            case DATE -> type(SqlTypeName.DATE);
            case DATETIME, TIMESTAMP -> types.createSqlType(SqlTypeName.TIMESTAMP, MICROS);
            default -> null;
        };
    }

    private @Nullable RelDataType beside(SqlCall call, int operand, SqlValidatorScope scope) {
        for (int i = 0; i < call.operandCount(); i++) {
            SqlNode other = call.operand(i);
            if (i != operand && !(other instanceof SqlDynamicParam)) {
                RelDataType type = validator.deriveType(scope, other);
                if (SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName())) {
                    return type(SqlTypeName.VARCHAR);
                }
                return type.equals(validator.getUnknownType()) || type.getSqlTypeName() == SqlTypeName.NULL
                        ? null
                        : type;
            }
        }
        return null;
    }

    private RelDataType type(SqlTypeName name) {
        return types.createSqlType(name);
    }
}
