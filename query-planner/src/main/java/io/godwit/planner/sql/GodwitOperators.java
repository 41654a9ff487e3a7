package io.godwit.planner.sql;

import java.util.EnumSet;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.util.SqlOperatorTables;

/** The functions and operators a statement may use. */
final class GodwitOperators {
    static final SqlOperatorTable TABLE = SqlOperatorTables.chain(
            DialectFunctions.TABLE,
            SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                    EnumSet.of(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL, SqlLibrary.SPARK)));

    private GodwitOperators() {}
}
