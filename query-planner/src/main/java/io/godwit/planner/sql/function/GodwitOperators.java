package io.godwit.planner.sql.function;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/** The functions and operators a statement may use: ours, and Calcite's where we have none of that name. */
public final class GodwitOperators implements SqlOperatorTable {
    public static final SqlOperatorTable TABLE = new GodwitOperators();

    private final SqlOperatorTable calcite = SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
            EnumSet.of(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL, SqlLibrary.SPARK));

    /** Other names of what is there. */
    private static final Map<String, SqlOperator> SYNONYMS = Map.of(
            "COUNTIF", DialectFunctions.COUNT_IF,
            "IFF", SqlLibraryOperators.IF,
            "LIST", GatheringAggregates.ARRAY_AGG,
            "LIST_VALUE", SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR,
            "LIST_PACK", SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR,
            "TODAY", SqlStdOperatorTable.CURRENT_DATE,
            "TRUNC", SqlStdOperatorTable.TRUNCATE);

    private GodwitOperators() {}

    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier name,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> operators,
            SqlNameMatcher nameMatcher) {
        int before = operators.size();
        if (syntax == SqlSyntax.FUNCTION && name.isSimple()) {
            SqlOperator synonym = SYNONYMS.get(name.getSimple().toUpperCase(Locale.ROOT));
            SqlOperator own = synonym == null ? ListFunctions.find(name.getSimple()) : synonym;
            if (own != null) {
                operators.add(own);
                return;
            }
        }
        DialectFunctions.TABLE.lookupOperatorOverloads(name, category, syntax, operators, nameMatcher);
        if (operators.size() == before) {
            calcite.lookupOperatorOverloads(calcites(name), category, syntax, operators, nameMatcher);
        }
    }

    private static SqlIdentifier calcites(SqlIdentifier name) {
        return name.isSimple() ? name.setName(0, ListFunctions.asArray(name.getSimple())) : name;
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        List<SqlOperator> all = new ArrayList<>(DialectFunctions.TABLE.getOperatorList());
        all.addAll(ListFunctions.all());
        all.addAll(calcite.getOperatorList());
        return all;
    }
}
