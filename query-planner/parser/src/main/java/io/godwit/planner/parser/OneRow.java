package io.godwit.planner.parser;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** What a WHERE clause filters where there is no FROM. */
final class OneRow {
    private OneRow() {}

    static SqlNode at(SqlParserPos position) {
        SqlNode row = SqlStdOperatorTable.ROW.createCall(position, SqlLiteral.createExactNumeric("0", position));
        SqlNode values = SqlStdOperatorTable.VALUES.createCall(position, row);
        return SqlStdOperatorTable.AS.createCall(
                position, List.of(values, new SqlIdentifier("one row", position), new SqlIdentifier("0", position)));
    }
}
