package io.godwit.planner.sql.function;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.validate.SqlLambdaScope;
import org.apache.calcite.sql.validate.SqlValidator;

/** A validator that derives a lambda's type as often as its parameters' types are found to be others. */
public interface LambdaValidator extends SqlValidator {
    /** What the lambda makes of parameters of the types that {@code scope} says, which may not be those before. */
    RelDataType deriveLambda(SqlLambda lambda, SqlLambdaScope scope);
}
