package io.godwit.planner.sql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Puts a table's name before {@code column.field} and {@code column.*}. Calcite takes the first of several names for a
 * table; it is a column where no table has that name and one in scope has such a column.
 */
public final class StructFields {
    private final SqlValidatorScope scope;
    private final SqlNameMatcher matcher;

    public StructFields(SqlValidatorScope scope, SqlNameMatcher matcher) {
        this.scope = scope;
        this.matcher = matcher;
    }

    /** Works in place; selects inside have scopes of their own. */
    public void qualify(SqlSelect select) {
        qualifyAll(select.getSelectList());
        qualifyAll(select.getGroup());
        qualifyAll(select.getOrderList());
        select.setWhere(qualified(select.getWhere()));
        select.setHaving(qualified(select.getHaving()));
        select.setQualify(qualified(select.getQualify()));
    }

    private void qualifyAll(@Nullable SqlNodeList list) {
        for (int i = 0; list != null && i < list.size(); i++) {
            list.set(i, qualified(list.get(i)));
        }
    }

    private @Nullable SqlNode qualified(@Nullable SqlNode node) {
        if (node instanceof SqlIdentifier identifier) {
            return qualified(identifier);
        } else if (node instanceof SqlNodeList list) {
            qualifyAll(list);
        } else if (node instanceof SqlCall call && !call.isA(SqlKind.QUERY)) {
            for (int i = 0; i < call.operandCount(); i++) {
                SqlNode operand = call.operand(i);
                SqlNode replaced = qualified(operand);
                if (replaced != operand) {
                    call.setOperand(i, replaced);
                }
            }
        }
        return node;
    }

    private SqlNode qualified(SqlIdentifier identifier) {
        String first = identifier.names.get(0);
        if (identifier.names.size() == 1 || isTable(first)) {
            return identifier;
        }
        Map<String, ?> tables = scope.findQualifyingTableNames(first, identifier, matcher);
        String table = tables.size() == 1 ? tables.keySet().iterator().next() : "";
        SqlValidatorScope.ResolvedImpl resolved = resolve(table);
        RelDataTypeField column =
                resolved.count() == 1 ? matcher.field(resolved.only().namespace.getRowType(), first) : null;
        if (column == null || !column.getType().isStruct()) {
            return identifier;
        }
        List<String> names = new ArrayList<>(identifier.names);
        names.add(0, table);
        return new SqlIdentifier(names, identifier.getParserPosition());
    }

    private boolean isTable(String name) {
        return resolve(name).count() > 0;
    }

    private SqlValidatorScope.ResolvedImpl resolve(String table) {
        SqlValidatorScope.ResolvedImpl resolved = new SqlValidatorScope.ResolvedImpl();
        scope.resolve(List.of(table), matcher, false, resolved);
        return resolved;
    }
}
