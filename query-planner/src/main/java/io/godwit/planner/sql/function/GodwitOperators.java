package io.godwit.planner.sql.function;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlFunction;
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
    public static final GodwitOperators TABLE = new GodwitOperators();

    private final SqlOperatorTable calcite = SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
            EnumSet.of(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL, SqlLibrary.SPARK));

    /** Calcite's functions that nothing here computes; among them words that are names here. */
    private static final Set<String> NOT_THERE = Set.of(
            "ACOSD",
            "ARRAYS_OVERLAP",
            "ARRAYS_ZIP",
            "ARRAY_COMPACT",
            "ARRAY_EXCEPT",
            "ARRAY_REPEAT",
            "ARRAY_UNION",
            "ASIND",
            "ATAND",
            "BITCOUNT",
            "BIT_GET",
            "COSD",
            "COTH",
            "CRC32",
            "CSC",
            "CSCH",
            "CURRENT_PATH",
            "DATE_FROM_UNIX_DATE",
            "DIFFERENCE",
            "FIND_IN_SET",
            "FORMAT_NUMBER",
            "GETBIT",
            "JSON_DEPTH",
            "JSON_LENGTH",
            "JSON_REMOVE",
            "JSON_STORAGE_SIZE",
            "LEFTSHIFT",
            "LOG1P",
            "PARSE_URL",
            "RAND_INTEGER",
            "REGEXP",
            "SEC",
            "SECH",
            "SHA512",
            "SIND",
            "SOUNDEX",
            "STR_TO_MAP",
            "SUBSTRING_INDEX",
            "SYSTEM_USER",
            "TAND",
            "UNIX_DATE",
            "USER");

    /** Other names of what is there. */
    private static final Map<String, SqlOperator> SYNONYMS = Map.ofEntries(
            Map.entry("BOOLAND_AGG", SqlLibraryOperators.BOOL_AND),
            Map.entry("BOOLOR_AGG", SqlLibraryOperators.BOOL_OR),
            Map.entry("COLLECT_LIST", GatheringAggregates.ARRAY_AGG),
            Map.entry("COUNTIF", DialectFunctions.COUNT_IF),
            Map.entry("IFF", SqlLibraryOperators.IF),
            Map.entry("IIF", SqlLibraryOperators.IF),
            Map.entry("LIST", GatheringAggregates.ARRAY_AGG),
            Map.entry("LIST_VALUE", SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR),
            Map.entry("LIST_PACK", SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR),
            Map.entry("TODAY", SqlStdOperatorTable.CURRENT_DATE),
            Map.entry("TRUNC", SqlStdOperatorTable.TRUNCATE));

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
        boolean isThere =
                !name.isSimple() || !NOT_THERE.contains(name.getSimple().toUpperCase(Locale.ROOT));
        if (operators.size() == before && isThere) {
            calcite.lookupOperatorOverloads(calcites(name), category, syntax, operators, nameMatcher);
        }
    }

    private static SqlIdentifier calcites(SqlIdentifier name) {
        return name.isSimple() ? name.setName(0, ListFunctions.asArray(name.getSimple())) : name;
    }

    /** The names of functions there are, in small letters. */
    public static Set<String> functionNames() {
        return Stream.of(
                        SYNONYMS.keySet().stream(),
                        CallIdioms.names().stream(),
                        DialectFunctions.TABLE.getOperatorList().stream().map(SqlOperator::getName),
                        ListFunctions.all().stream().map(SqlOperator::getName),
                        ListFunctions.all().stream()
                                .map(SqlOperator::getName)
                                .filter(name -> name.startsWith("ARRAY_"))
                                .map(name -> name.replaceFirst("ARRAY_", "LIST_")),
                        TABLE.calcite.getOperatorList().stream()
                                .filter(SqlFunction.class::isInstance)
                                .map(SqlOperator::getName)
                                .filter(name -> !NOT_THERE.contains(name.toUpperCase(Locale.ROOT))))
                .flatMap(Function.identity())
                .filter(name -> name.matches("\\w+"))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        List<SqlOperator> all = new ArrayList<>(DialectFunctions.TABLE.getOperatorList());
        all.addAll(ListFunctions.all());
        all.addAll(calcite.getOperatorList());
        return all;
    }
}
