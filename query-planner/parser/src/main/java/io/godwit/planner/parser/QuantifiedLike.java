package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.jspecify.annotations.Nullable;

/** {@code x LIKE ANY ('a%', 'b%')}, and the same of all patterns or by another operator: a text and the list of patterns. */
public final class QuantifiedLike extends SqlBinaryOperator {
    private final SqlOperator like;
    private final boolean ofAll;
    private final @Nullable SqlNode escape;

    QuantifiedLike(SqlOperator like, boolean ofAll, @Nullable SqlNode escape) {
        super(
                like.getName() + (ofAll ? " ALL" : " ANY"),
                SqlKind.OTHER,
                Glob.PRECEDENCE,
                true,
                ReturnTypes.BOOLEAN_NULLABLE,
                null,
                OperandTypes.ANY_ANY);
        this.like = like;
        this.ofAll = ofAll;
        this.escape = escape;
    }

    /** What each pattern is asked by. */
    public SqlOperator like() {
        return like;
    }

    /** Whether all patterns must match, and not one. */
    public boolean ofAll() {
        return ofAll;
    }

    public @Nullable SqlNode escape() {
        return escape;
    }
}
