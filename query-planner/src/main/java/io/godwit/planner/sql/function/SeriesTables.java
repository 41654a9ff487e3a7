package io.godwit.planner.sql.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** {@code FROM generate_series(1, 9)} and {@code FROM range(9)}: lists, unnested. */
public final class SeriesTables {
    static final String SERIES = "GENERATE_SERIES";
    static final String RANGE = "RANGE";

    private SeriesTables() {}

    public static boolean concerns(SqlNode source) {
        SqlNode table = source.getKind() == SqlKind.AS ? ((SqlCall) source).operand(0) : source;
        return table.getKind() == SqlKind.COLLECTION_TABLE && isSeries(((SqlCall) table).operand(0));
    }

    private static boolean isSeries(SqlNode call) {
        return call instanceof SqlCall function && (isCalled(function, SERIES) || isCalled(function, RANGE));
    }

    private static boolean isCalled(SqlCall function, String name) {
        return function.getOperator().getName().equalsIgnoreCase(name);
    }

    /** The column has the name given, else the function's; of generate_series that of the table, as in PostgreSQL. */
    public static SqlNode unnested(SqlCall source) {
        SqlParserPos position = source.getParserPosition();
        List<SqlNode> as = new ArrayList<>();
        SqlCall table = source.getKind() == SqlKind.AS ? source.operand(0) : source;
        SqlCall series = table.operand(0);
        SqlNode name = new SqlIdentifier(series.getOperator().getName().toLowerCase(Locale.ROOT), position);
        as.add(SqlStdOperatorTable.UNNEST.createCall(position, series));
        if (source.getKind() == SqlKind.AS) {
            as.addAll(source.getOperandList().subList(1, source.operandCount()));
        } else {
            as.add(name);
        }
        if (as.size() == 2) {
            as.add(isCalled(series, RANGE) ? name : as.get(1));
        }
        return SqlStdOperatorTable.AS.createCall(position, as);
    }
}
