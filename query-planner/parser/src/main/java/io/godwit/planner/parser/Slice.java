package io.godwit.planner.parser;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** {@code [from:to]} behind a list or a text, both ends included; stands where the number of an element would. */
public final class Slice {
    private static final SqlOperator OPERATOR = new SqlSpecialOperator("SLICE", SqlKind.OTHER) {
        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            write(writer, from(call));
            writer.setNeedWhitespace(false);
            writer.print(":");
            writer.setNeedWhitespace(false);
            write(writer, to(call));
        }

        private static void write(SqlWriter writer, @Nullable SqlNode bound) {
            if (bound != null) {
                bound.unparse(writer, 0, 0);
            }
        }
    };

    private Slice() {}

    static SqlNode of(@Nullable SqlNode from, @Nullable SqlNode to, SqlParserPos position) {
        return OPERATOR.createCall(position, from, to);
    }

    public static boolean is(SqlNode index) {
        return index instanceof SqlCall call && call.getOperator() == OPERATOR;
    }

    /** Null where it begins with the first. */
    public static @Nullable SqlNode from(SqlCall slice) {
        return slice.getOperandList().get(0);
    }

    /** Null where it ends with the last. */
    public static @Nullable SqlNode to(SqlCall slice) {
        return slice.getOperandList().get(1);
    }
}
