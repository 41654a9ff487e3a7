package io.godwit.planner.sql;

import io.godwit.planner.sql.syntax.SelectItems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWriterConfig.LineFolding;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a result are called to which nobody gave a name: after their expressions, where these are short and
 * names that tables can have, too; else after their functions, or {@code ?column?}, as in PostgreSQL.
 */
final class ResultNames {
    private static final int LONGEST = 60;
    private static final String NONE = "?column?";
    private static final Pattern CALCITES = Pattern.compile("EXPR\\$\\d+");

    private final List<String> names = new ArrayList<>();

    /** @param query not validated, which changes it */
    ResultNames(SqlNode query) {
        SqlSelect select = select(query);
        if (select != null) {
            select.getSelectList().stream()
                    .filter(item -> SqlValidatorUtil.alias(item) == null && !SelectItems.isStar(item))
                    .forEach(item -> names.add(name(item)));
        }
    }

    /** The SELECT that names a query's columns: of a set operation the first. */
    private static @Nullable SqlSelect select(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            return select(ordered.query);
        } else if (query instanceof SqlWith with) {
            return select(with.body);
        } else if (query instanceof SqlBasicCall call && call.getOperator() instanceof SqlSetOperator) {
            return select(call.operand(0));
        }
        return query instanceof SqlSelect select ? select : null;
    }

    private static String name(SqlNode expression) {
        String text = expression
                .toSqlString(config -> config.withDialect(AnsiSqlDialect.DEFAULT)
                        .withQuoteAllIdentifiers(false)
                        .withKeywordsLowerCase(true)
                        .withLineFolding(LineFolding.WIDE))
                .getSql();
        if (text.length() <= LONGEST && text.indexOf('.') < 0 && text.indexOf('\n') < 0) {
            return text;
        }
        return expression instanceof SqlCall call && call.getOperator() instanceof SqlFunction function
                ? function.getName().toLowerCase(Locale.ROOT)
                : NONE;
    }

    /** {@code rowType} with these names in the place of those Calcite made up, each once. */
    RelDataType name(RelDataType rowType, RelDataTypeFactory types) {
        List<String> given = rowType.getFieldNames();
        Set<String> taken = new HashSet<>();
        given.stream().filter(name -> !isCalcites(name)).forEach(taken::add);
        if (given.stream().filter(ResultNames::isCalcites).count() != names.size()) {
            return rowType;
        }
        List<String> named = new ArrayList<>();
        int next = 0;
        for (String name : given) {
            named.add(isCalcites(name) ? unique(names.get(next++), taken) : name);
        }
        return types.createTypeWithNullability(
                types.createStructType(
                        rowType.getStructKind(),
                        rowType.getFieldList().stream()
                                .map(field -> field.getType())
                                .toList(),
                        named),
                rowType.isNullable());
    }

    private static boolean isCalcites(String name) {
        return CALCITES.matcher(name).matches();
    }

    private static String unique(String name, Set<String> taken) {
        String unique = name;
        for (int i = 0; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }
}
