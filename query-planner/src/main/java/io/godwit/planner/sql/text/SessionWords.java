package io.godwit.planner.sql.text;

import io.godwit.planner.StatementContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Words and functions that tell who asks and where names are looked up, such as {@code current_user}, become what they tell. */
public final class SessionWords extends SqlShuttle {
    /** Without parentheses it is the name of a column. */
    private static final String USER = "USER";

    private final Map<String, String> values = new HashMap<>();

    private SessionWords(StatementContext context) {
        List.of("CURRENT_USER", "SESSION_USER", "CURRENT_ROLE").forEach(word -> values.put(word, context.principal()));
        List.of("CURRENT_CATALOG", "CURRENT_DATABASE").forEach(word -> values.put(word, context.catalog()));
        values.put("CURRENT_SCHEMA", String.join(".", context.namespace()));
        values.put(USER, context.principal());
    }

    /** The query with their values in their place; {@code text} is where it was read from. */
    public static SqlNode replace(SqlNode query, SqlText text, StatementContext context) {
        SessionWords words = new SessionWords(context);
        boolean anyUsed = text.tokens().stream()
                .anyMatch(token -> token.kind() == SqlText.Kind.WORD && words.values.containsKey(upper(token.text())));
        return anyUsed ? java.util.Objects.requireNonNull(query.accept(words)) : query;
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier identifier) {
        String value = valueOf(identifier);
        return value == null ? identifier : literal(value, identifier.getParserPosition());
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.getKind() == SqlKind.AS) { // what is behind it is a name
            call.setOperand(0, call.operand(0).accept(this));
            return call;
        }
        if (call instanceof SqlSelect select) {
            select.setSelectList(named(select.getSelectList()));
        }
        String value = valueOf(call);
        return value == null ? super.visit(call) : literal(value, call.getParserPosition());
    }

    private @Nullable String valueOf(SqlNode node) {
        if (node instanceof SqlIdentifier word) {
            return word.isSimple()
                            && !word.isComponentQuoted(0)
                            && !upper(word.getSimple()).equals(USER)
                    ? values.get(upper(word.getSimple()))
                    : null;
        }
        return node instanceof SqlCall call && call.operandCount() == 0
                ? values.get(upper(call.getOperator().getName()))
                : null;
    }

    /** A column without a name has that of the word it was. */
    private SqlNodeList named(SqlNodeList items) {
        SqlNodeList named = new SqlNodeList(items.getParserPosition());
        for (SqlNode item : items) {
            named.add(
                    valueOf(item) == null
                            ? item
                            : SqlStdOperatorTable.AS.createCall(item.getParserPosition(), item, name(item)));
        }
        return named;
    }

    private static SqlNode name(SqlNode item) {
        return item instanceof SqlCall call
                ? new SqlIdentifier(call.getOperator().getName().toLowerCase(Locale.ROOT), item.getParserPosition())
                : item;
    }

    private static SqlNode literal(String value, SqlParserPos position) {
        return SqlLiteral.createCharString(value, position);
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
