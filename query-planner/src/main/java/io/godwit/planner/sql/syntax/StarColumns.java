package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.sql.text.SqlErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen among the columns of a star: {@code * EXCLUDE (a) REPLACE (e AS b)}, {@code * LIKE 'a%'} and
 * {@code COLUMNS('pattern')}.
 */
public final class StarColumns {
    private final List<SqlNode> columns;

    /** @param columns what the star stands for */
    public StarColumns(List<SqlNode> columns) {
        this.columns = columns;
    }

    /** Whether the item has {@code COLUMNS(…)} in it, and becomes as many items. */
    public static boolean isIn(SqlNode item) {
        return find(item) != null;
    }

    /** The star whose columns an item chooses among. */
    public static SqlIdentifier star(SqlNode item) {
        SqlCall columns = requireNonNull(find(item), "COLUMNS");
        return columns.operand(0) instanceof SqlIdentifier star
                ? star
                : SqlIdentifier.star(columns.getParserPosition());
    }

    private static @Nullable SqlCall find(SqlNode item) {
        try {
            item.accept(new SqlBasicVisitor<@Nullable Void>() {
                @Override
                public @Nullable Void visit(SqlCall call) {
                    if (isColumns(call)) {
                        throw new Util.FoundOne(call);
                    }
                    return call.isA(SqlKind.QUERY) ? null : super.visit(call);
                }
            });
            return null;
        } catch (Util.FoundOne e) {
            return (SqlCall) e.getNode();
        }
    }

    private static boolean isColumns(SqlCall call) {
        return call.getOperator() instanceof SqlFunction function
                && function.getName().equalsIgnoreCase("COLUMNS")
                && call.operandCount() == 1
                && (call.operand(0) instanceof SqlIdentifier star && star.isStar()
                        || call.operand(0) instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR);
    }

    /** The item once for each column that fits, called after it where the item has no name. */
    public List<SqlNode> matching(SqlNode item) {
        SqlCall call = requireNonNull(find(item), "COLUMNS");
        List<SqlNode> items = new ArrayList<>();
        Predicate<String> fits = fits(call.operand(0));
        for (SqlNode column : columns) {
            String name = name(column);
            if (fits.test(name)) {
                SqlNode with = requireNonNull(item.accept(new SqlShuttle() {
                    @Override
                    public @Nullable SqlNode visit(SqlCall part) {
                        if (!isColumns(part)) {
                            return super.visit(part);
                        } else if (!part.operand(0).equalsDeep(call.operand(0), Litmus.IGNORE)) {
                            throw SqlErrors.invalid(
                                    part,
                                    "An item takes COLUMNS of one pattern; write the columns of the others by name");
                        }
                        return SyntaxCopy.of(SelectItems.withoutAlias(column));
                    }
                }));
                items.add(item.getKind() == SqlKind.AS ? with : Selects.as(item.getParserPosition(), with, name));
            }
        }
        if (items.isEmpty()) {
            throw noneFits(call, call.operand(0).toString());
        }
        return items;
    }

    private GodwitException noneFits(SqlCall call, String pattern) {
        return SqlErrors.at(
                ErrorCode.NOT_FOUND,
                call,
                "No column matches %s; there are: %s".formatted(pattern, String.join(", ", names())));
    }

    private static Predicate<String> fits(SqlNode pattern) {
        if (!(pattern instanceof SqlLiteral literal)) {
            return name -> true;
        }
        Pattern compiled = NamePattern.of(literal);
        return name -> compiled.matcher(name).find();
    }

    /** @param like a {@link io.godwit.planner.parser.StarPattern} */
    public List<SqlNode> like(SqlCall like) {
        Pattern pattern = NamePattern.of(like);
        boolean negated = ((SqlLikeOperator) like.getOperator()).isNegated();
        List<SqlNode> items = columns.stream()
                .filter(column -> pattern.matches(name(column)) != negated)
                .toList();
        if (items.isEmpty()) {
            throw noneFits(like, like.getOperator().getName() + " " + like.operand(1));
        }
        return items;
    }

    /** @param choice a call of {@link io.godwit.planner.parser.StarChoice} */
    public List<SqlNode> chosen(SqlCall choice) {
        SqlNodeList excluded = choice.operand(1);
        SqlNodeList replaced = choice.operand(2);
        SqlNodeList renamed = choice.operand(3);
        excluded.forEach(this::requireOne);
        replaced.forEach(as -> requireOne(((SqlCall) as).operand(1)));
        renamed.forEach(as -> requireOne(((SqlCall) as).operand(0)));
        SqlLiteral prefix = choice.operand(4);
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode column : columns) {
            if (excluded.stream().noneMatch(name -> isCalled(column, name))) {
                SqlNode value = among(replaced, 1, column, 0);
                SqlNode name = among(renamed, 0, column, 1);
                items.add(named(column, value, name, prefix));
            }
        }
        return items;
    }

    private static @Nullable SqlNode among(SqlNodeList choices, int key, SqlNode column, int value) {
        for (SqlNode choice : choices) {
            SqlCall as = (SqlCall) choice;
            if (isCalled(column, as.operand(key))) {
                return as.operand(value);
            }
        }
        return null;
    }

    private static SqlNode named(
            SqlNode column, @Nullable SqlNode value, @Nullable SqlNode name, @Nullable SqlLiteral prefix) {
        if (value == null && name == null && prefix == null) {
            return column;
        }
        String called = name instanceof SqlIdentifier given ? given.getSimple() : name(column);
        return Selects.as(
                column.getParserPosition(),
                value == null ? SelectItems.withoutAlias(column) : value,
                prefix == null ? called : prefix.getValueAs(String.class) + called);
    }

    private void requireOne(SqlNode name) {
        if (columns.stream().noneMatch(column -> isCalled(column, name))) {
            throw SqlErrors.at(
                    ErrorCode.NOT_FOUND,
                    name,
                    "* has no column '%s'%s".formatted(name, NearestName.hint(name.toString(), names())));
        }
    }

    private List<String> names() {
        return columns.stream().map(StarColumns::name).toList();
    }

    private static String name(SqlNode column) {
        SqlNode named = column.getKind() == SqlKind.AS ? ((SqlCall) column).operand(1) : column;
        List<String> names = ((SqlIdentifier) named).names;
        return names.get(names.size() - 1);
    }

    /** Whether {@code name}, which may begin with a table's, is the column's. */
    private static boolean isCalled(SqlNode column, SqlNode name) {
        List<String> wanted = ((SqlIdentifier) name).names;
        if (wanted.size() == 1) {
            return name(column).equalsIgnoreCase(wanted.get(0));
        }
        List<String> own = column instanceof SqlIdentifier identifier ? identifier.names : List.of();
        int skipped = own.size() - wanted.size();
        return skipped >= 0
                && String.join(".", own.subList(skipped, own.size())).equalsIgnoreCase(String.join(".", wanted));
    }
}
