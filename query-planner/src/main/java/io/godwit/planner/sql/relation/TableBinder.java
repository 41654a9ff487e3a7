package io.godwit.planner.sql.relation;

import io.godwit.planner.catalog.PinnedView;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.parser.LatestClause;
import io.godwit.planner.parser.VersionClause;
import io.godwit.planner.rel.Relation;
import io.godwit.planner.sql.pointintime.LatestRewrite;
import io.godwit.planner.sql.syntax.Selects;
import io.godwit.planner.sql.syntax.StatementParser;
import io.godwit.planner.sql.text.SqlErrors;
import io.godwit.planner.sql.text.SqlText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Binds every table a query names, before it is validated: each reference becomes the path of one {@link
 * io.godwit.planner.rel.BoundTable}, time travel clauses included, so that the validator sees the columns of the very
 * version read. Views are replaced by their queries. Works in place.
 */
public final class TableBinder {
    private static final int MAX_VIEW_DEPTH = 32;

    private final RelationLookup lookup;
    private final StatementParser parser;
    private final InstantExpression instants;
    private final BoundTables tables;
    private final String catalog;
    private final List<String> namespace;
    private final int viewDepth;
    private boolean namesMetadata;

    public TableBinder(
            RelationLookup lookup,
            StatementParser parser,
            InstantExpression instants,
            BoundTables tables,
            String catalog,
            List<String> namespace) {
        this(lookup, parser, instants, tables, catalog, namespace, 0);
    }

    private TableBinder(
            RelationLookup lookup,
            StatementParser parser,
            InstantExpression instants,
            BoundTables tables,
            String catalog,
            List<String> namespace,
            int viewDepth) {
        this.lookup = lookup;
        this.parser = parser;
        this.instants = instants;
        this.tables = tables;
        this.catalog = catalog;
        this.namespace = namespace;
        this.viewDepth = viewDepth;
    }

    public void bind(SqlNode query) {
        namesMetadata = MetadataNames.areIn(query);
        visit(query, Set.of());
    }

    /** @param named queries of WITH clauses around, in lower case; they hide tables */
    private void visit(@org.jspecify.annotations.Nullable SqlNode node, Set<String> named) {
        if (node instanceof SqlSelect select) {
            select(select, named);
        } else if (node instanceof SqlWith with) {
            with(with, named);
        } else if (node instanceof SqlNodeList list) {
            list.forEach(item -> visit(item, named));
        } else if (node instanceof SqlCall call) {
            call.getOperandList().forEach(operand -> visit(operand, named));
        }
    }

    private void select(SqlSelect select, Set<String> named) {
        SqlNode from = select.getFrom();
        if (from != null) {
            select.setFrom(source(from, named, false));
        }
        for (SqlNode operand : select.getOperandList()) {
            if (operand != select.getFrom()) {
                visit(operand, named);
            }
        }
    }

    private void with(SqlWith with, Set<String> named) {
        Set<String> visible = new HashSet<>(named);
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            String name = item.name.getSimple().toLowerCase(Locale.ROOT);
            Set<String> inside = new HashSet<>(visible);
            if (item.recursive.booleanValue()) {
                inside.add(name);
            }
            visit(item.query, inside);
            visible.add(name);
        }
        visit(with.body, visible);
    }

    /** What stands for {@code node} in a FROM clause. */
    private SqlNode source(SqlNode node, Set<String> named, boolean hasAlias) {
        if (node instanceof SqlIdentifier identifier) {
            return table(identifier, TableVersion.CURRENT, named, hasAlias);
        } else if (node instanceof SqlJoin join) {
            join.setLeft(source(join.getLeft(), named, false));
            join.setRight(source(join.getRight(), named, false));
            join.getOperandList().subList(3, join.operandCount()).forEach(operand -> {
                if (operand != join.getRight()) {
                    visit(operand, named);
                }
            });
            return join;
        } else if (node instanceof SqlSnapshot snapshot) {
            TableVersion version = new TableVersion.AsOf(instants.evaluate(snapshot.getPeriod()));
            return table(versioned(snapshot.getTableRef()), version, named, hasAlias);
        } else if (node instanceof SqlBasicCall call && call.getOperator().equals(VersionClause.OPERATOR)) {
            return table(versioned(call.operand(0)), version(call.operand(1)), named, hasAlias);
        } else if (node instanceof SqlBasicCall call && call.getOperator().equals(LatestClause.OPERATOR)) {
            return latest(call, named, hasAlias);
        }
        return wrapped(node, named);
    }

    private SqlNode latest(SqlCall clause, Set<String> named, boolean hasAlias) {
        SqlNode table = clause.operand(0);
        SqlNode features = source(table, named, true);
        SqlNode entities = features == table ? features.clone(table.getParserPosition()) : source(table, named, true);
        Relation relation = features instanceof SqlIdentifier path ? tables.relation(path.names) : null;
        SqlNode rows = new LatestRewrite(clause, relation instanceof Relation.Pinned pinned ? pinned.table() : null)
                .query(features, entities);
        SqlNode name = table instanceof SqlCall versioned ? versioned.operand(0) : table;
        List<String> names = ((SqlIdentifier) name).names;
        return alias(rows, hasAlias, names.get(names.size() - 1), clause.getParserPosition());
    }

    private SqlNode wrapped(SqlNode node, Set<String> named) {
        switch (node.getKind()) {
            case AS, LATERAL, EXTEND, PIVOT, UNPIVOT, MATCH_RECOGNIZE, TABLESAMPLE, TABLE_REF -> {
                SqlCall call = (SqlCall) node;
                SqlNode source = source(call.operand(0), named, node.getKind() == SqlKind.AS);
                call.setOperand(0, usesAllColumns(node) ? withoutMetadata(source) : source);
                call.getOperandList().subList(1, call.operandCount()).forEach(operand -> visit(operand, named));
            }
            default -> visit(node, named);
        }
        return node;
    }

    /** Whether what stands here groups by every column that it does not name. */
    private static boolean usesAllColumns(SqlNode node) {
        return node.getKind() == SqlKind.PIVOT || node.getKind() == SqlKind.UNPIVOT;
    }

    private SqlNode withoutMetadata(SqlNode source) {
        SqlParserPos position = source.getParserPosition();
        return namesMetadata ? Selects.select(position, List.of(SqlIdentifier.star(position)), source) : source;
    }

    private static SqlIdentifier versioned(SqlNode table) {
        if (table instanceof SqlIdentifier identifier) {
            return identifier;
        }
        throw SqlErrors.invalid(table, "Only a table can be read AS OF an earlier time or version");
    }

    private static TableVersion version(SqlLiteral literal) {
        if (SqlLiteral.valueMatchesType(literal.getValue(), org.apache.calcite.sql.type.SqlTypeName.CHAR)) {
            return new TableVersion.Ref(literal.getValueAs(String.class));
        }
        try {
            return new TableVersion.SnapshotId(literal.bigDecimalValue().longValueExact());
        } catch (ArithmeticException e) {
            throw SqlErrors.invalid(literal, "A snapshot id is a whole number of 64 bits, not " + literal);
        }
    }

    private SqlNode table(SqlIdentifier name, TableVersion version, Set<String> named, boolean hasAlias) {
        boolean isNamedQuery =
                name.isSimple() && named.contains(name.getSimple().toLowerCase(Locale.ROOT));
        if (isNamedQuery) {
            if (version != TableVersion.CURRENT) {
                throw SqlErrors.invalid(
                        name, name + " is a query of the WITH clause; put AS OF on the tables it reads");
            }
            return name;
        }
        RelationLookup.Found found = find(name, version);
        SqlParserPos position = name.getParserPosition();
        String alias = name.names.get(name.names.size() - 1);
        if (found.meaning() instanceof RelationLookup.Meaning.View view) {
            return alias(expand(name, view.view()), hasAlias, alias, position);
        }
        if (found.meaning() instanceof RelationLookup.Meaning.Table table) {
            add(found.path(), table.relation());
        }
        SqlIdentifier bound = new SqlIdentifier(found.path(), position);
        boolean keepsName = found.path().get(found.path().size() - 1).equalsIgnoreCase(alias);
        return keepsName ? bound : alias(bound, hasAlias, alias, position);
    }

    /** A view may name metadata columns of a table where the query around it does not: then both see them. */
    private void add(List<String> path, Relation relation) {
        boolean isNew = !tables.contains(path);
        if (namesMetadata && relation instanceof Relation.Pinned pinned) {
            tables.add(path, pinned.withMetadataColumns());
        } else if (isNew) {
            tables.add(path, relation);
        }
    }

    private RelationLookup.Found find(SqlIdentifier name, TableVersion version) {
        try {
            TableReference reference = new TableReference(name.names, version, catalog, namespace);
            RelationLookup.Found found = lookup.find(reference);
            tables.bind(reference, found);
            return found;
        } catch (io.godwit.pitjoin.batch.GodwitException e) {
            throw SqlErrors.at(name, e);
        }
    }

    private static SqlNode alias(SqlNode node, boolean hasAlias, String alias, SqlParserPos position) {
        return hasAlias ? node : SqlStdOperatorTable.AS.createCall(position, node, new SqlIdentifier(alias, position));
    }

    private SqlNode expand(SqlIdentifier name, PinnedView view) {
        if (viewDepth == MAX_VIEW_DEPTH) {
            throw SqlErrors.invalid(name, "View %s reads views more than %d deep".formatted(name, MAX_VIEW_DEPTH));
        }
        String sql = view.sql()
                .orElseThrow(() -> SqlErrors.at(
                        io.godwit.pitjoin.batch.ErrorCode.UNSUPPORTED,
                        name,
                        "View %s is not written in a dialect read here (%s)"
                                .formatted(view.name(), String.join(", ", PinnedView.DIALECTS))));
        SqlNode query = parser.parseQuery(SqlText.of(sql), 0);
        String viewCatalog = view.version().defaultCatalog();
        new TableBinder(
                        lookup,
                        parser,
                        instants,
                        tables,
                        viewCatalog == null ? view.name().catalog() : viewCatalog,
                        List.of(view.version().defaultNamespace().levels()),
                        viewDepth + 1)
                .bind(query);
        return query;
    }
}
