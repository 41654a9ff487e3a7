package io.godwit.planner.sql.syntax;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes out what names of {@link CommonColumns} stand for. Calcite knows such a name only where it is an item of SELECT by itself,
 * calls it ambiguous elsewhere, and takes another column for it where three tables are joined.
 */
public final class CommonNames implements CommonColumns.Form<SqlNode> {
    private final CommonColumns<SqlNode> columns;
    private final List<SqlNode> sources;

    /** @param sources FROM clauses, that of the names themselves first, then those of the queries around it */
    public CommonNames(SqlValidator validator, List<SqlNode> sources) {
        this.columns = new CommonColumns<>(validator, this);
        this.sources = sources;
    }

    /** Works in place; queries inside have names of their own. */
    public void writeOut(SqlSelect select) {
        if (!areConcerned()) {
            return;
        }
        Set<String> aliases = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (SqlNode item : select.getSelectList()) {
            String name = SqlValidatorUtil.alias(item);
            if (name != null) {
                names.add(folded(name));
                if (item.getKind() == SqlKind.AS) {
                    aliases.add(folded(name));
                }
            }
        }
        // Distinct rows are ordered by columns of theirs, which a star may name.
        boolean isStarred =
                select.isDistinct() && select.getSelectList().stream().anyMatch(SelectItems::isStar);
        writeOutItems(select.getSelectList());
        select.setWhere(written(select.getWhere()));
        select.setQualify(written(select.getQualify()));
        writeOutAll(select.getWindowList(), name -> false);
        writeOutAll(select.getGroup(), aliases::contains);
        if (!(select.getHaving() instanceof SqlIdentifier)) {
            select.setHaving(written(select.getHaving()));
        }
        writeOutAll(select.getOrderList(), name -> isStarred || names.contains(name));
    }

    /** An expression in which nothing refers to items of SELECT. */
    @Nullable
    public SqlNode writtenOut(@Nullable SqlNode expression) {
        return areConcerned() ? written(expression) : expression;
    }

    private boolean areConcerned() {
        return sources.stream().anyMatch(CommonColumns::areIn);
    }

    /** As names are compared, whatever their case. */
    static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** An item keeps its name. */
    private void writeOutItems(SqlNodeList items) {
        for (int i = 0; i < items.size(); i++) {
            SqlNode item = items.get(i);
            if (SelectItems.isStar(item)) {
                continue;
            }
            SqlNode written = requireNonNull(written(item), "item");
            boolean isNamed = item instanceof SqlIdentifier && written != item;
            items.set(
                    i,
                    isNamed
                            ? Selects.as(item.getParserPosition(), written, ((SqlIdentifier) item).getSimple())
                            : written);
        }
    }

    /** @param known names that an expression standing by itself may have of SELECT, and means then */
    private void writeOutAll(@Nullable SqlNodeList list, Predicate<String> known) {
        for (int i = 0; list != null && i < list.size(); i++) {
            SqlNode node = list.get(i);
            SqlNode key = OrderKeys.withoutDirection(node);
            boolean isItem =
                    key instanceof SqlIdentifier name && name.isSimple() && known.test(folded(name.getSimple()));
            if (!isItem) {
                list.set(i, written(node));
            }
        }
    }

    private @Nullable SqlNode written(@Nullable SqlNode node) {
        return SimpleNames.replaced(node, this::writtenName);
    }

    private SqlNode writtenName(SqlIdentifier name) {
        for (SqlNode source : sources) {
            CommonColumns.Found<SqlNode> found = columns.find(source, name.getSimple());
            if (found != null) {
                return found.isCommon() && areToldApart(source) ? at(name.getParserPosition(), found.value()) : name;
            }
        }
        return name;
    }

    private static SqlNode at(SqlParserPos position, SqlNode value) {
        return value instanceof SqlIdentifier column ? new SqlIdentifier(column.names, position) : value;
    }

    /** Whether each table of the source has a name of its own. */
    private static boolean areToldApart(SqlNode source) {
        List<String> names = new ArrayList<>();
        addNames(source, names);
        return new HashSet<>(names).size() == names.size();
    }

    private static void addNames(SqlNode source, List<String> names) {
        if (source instanceof SqlJoin join) {
            addNames(join.getLeft(), names);
            addNames(join.getRight(), names);
        } else {
            String name = SqlValidatorUtil.alias(source);
            names.add(name == null ? "" : folded(name));
        }
    }

    @Override
    public SqlNode column(SqlNode table, RelDataTypeField field) {
        String name = SqlValidatorUtil.alias(table);
        return new SqlIdentifier(
                name == null ? List.of(field.getName()) : List.of(name, field.getName()), table.getParserPosition());
    }

    @Override
    public SqlNode either(SqlNode left, SqlNode right) {
        SqlParserPos position = left.getParserPosition();
        return new SqlCase(
                position,
                null,
                SqlNodeList.of(SqlStdOperatorTable.IS_NOT_NULL.createCall(position, SyntaxCopy.of(left))),
                SqlNodeList.of(left),
                right);
    }
}
