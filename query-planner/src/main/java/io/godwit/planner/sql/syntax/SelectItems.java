package io.godwit.planner.sql.syntax;

import io.godwit.planner.parser.StarChoice;
import io.godwit.planner.parser.StarPattern;
import io.godwit.planner.sql.text.SqlErrors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;

/** Items of a SELECT list, before it is validated. */
public final class SelectItems {
    private SelectItems() {}

    public static SqlNode withoutAlias(SqlNode item) {
        return item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
    }

    /** What becomes several columns: {@code *} and {@code t.*}, whole, chosen among or LIKE a name, and {@code COLUMNS('…')}. */
    public static boolean isStar(SqlNode item) {
        return item instanceof SqlIdentifier identifier && identifier.isStar()
                || isChoice(item)
                || StarPattern.is(item)
                || StarColumns.isIn(item);
    }

    /** {@code * EXCLUDE (a)} and its like. */
    public static boolean isChoice(SqlNode item) {
        return item instanceof SqlCall call && call.getOperator().equals(StarChoice.OPERATOR);
    }

    /** What {@code reference} in a clause after SELECT stands for: the item of that number or alias, or itself. */
    static SqlNode referred(SqlNode reference, SqlSelect select) {
        SqlNodeList items = select.getSelectList();
        if (reference instanceof SqlLiteral literal
                && literal.getTypeName() == SqlTypeName.DECIMAL
                && literal.bigDecimalValue().scale() <= 0) {
            int number = literal.intValue(true);
            boolean counts = number >= 1
                    && number <= items.size()
                    && items.subList(0, number).stream().noneMatch(SelectItems::isStar);
            if (!counts) {
                throw SqlErrors.invalid(
                        reference, "%s is not the number of a column written in SELECT".formatted(literal));
            }
            return withoutAlias(items.get(number - 1));
        } else if (reference instanceof SqlIdentifier identifier && identifier.isSimple()) {
            return items.stream()
                    .filter(item -> item.getKind() == SqlKind.AS
                            && ((SqlCall) item).operand(1).toString().equalsIgnoreCase(identifier.getSimple()))
                    .map(SelectItems::withoutAlias)
                    .findFirst()
                    .orElse(reference);
        }
        return reference;
    }
}
