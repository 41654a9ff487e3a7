package io.godwit.planner.sql.relation;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.MetadataView;
import io.godwit.planner.MetadataView.TableEntry;
import io.godwit.planner.StatementContext;
import io.godwit.planner.catalog.NearestName;
import io.godwit.planner.operator.RowTable;
import io.godwit.planner.rel.ArrowTypes;
import io.godwit.planner.rel.Relation;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The tables of {@code information_schema}, as the SQL standard has them; filled when they are read. */
public final class InformationSchema {
    static final String NAME = "information_schema";

    private static final List<String> TABLES = List.of("schemata", "tables", "columns", "views");

    private static final Schema SCHEMATA = new Schema(
            List.of(RowTable.text("catalog_name"), RowTable.text("schema_name"), RowTable.text("schema_owner")));

    private static final Schema TABLES_SCHEMA = new Schema(List.of(
            RowTable.text("table_catalog"),
            RowTable.text("table_schema"),
            RowTable.text("table_name"),
            RowTable.text("table_type"),
            RowTable.text("table_comment")));

    private static final int TABLE_COMMENT = 4;

    private static final Schema COLUMNS = new Schema(List.of(
            RowTable.text("table_catalog"),
            RowTable.text("table_schema"),
            RowTable.text("table_name"),
            RowTable.text("column_name"),
            RowTable.integer("ordinal_position"),
            RowTable.text("column_default"),
            RowTable.text("is_nullable"),
            RowTable.text("data_type"),
            RowTable.text("column_comment")));

    private static final Schema VIEWS = new Schema(List.of(
            RowTable.text("table_catalog"),
            RowTable.text("table_schema"),
            RowTable.text("table_name"),
            RowTable.text("view_definition")));

    private final Function<StatementContext, MetadataView> metadata;

    public InformationSchema(Function<StatementContext, MetadataView> metadata) {
        this.metadata = metadata;
    }

    Relation relation(String table, StatementContext statement) {
        String name = table.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "schemata" -> computed(name, SCHEMATA, context -> schemata(context, metadata.apply(statement)));
            case "tables" ->
                new Relation.Computed(
                        NAME + "." + name,
                        TABLES_SCHEMA,
                        false,
                        (context, columns) ->
                                tables(context, metadata.apply(statement), columns.contains(TABLE_COMMENT)));
            case "columns" -> computed(name, COLUMNS, context -> columns(context, metadata.apply(statement)));
            case "views" -> computed(name, VIEWS, context -> views(context, metadata.apply(statement)));
            default ->
                throw new GodwitException(
                        ErrorCode.NOT_FOUND,
                        "There is no table information_schema.%s; there are: %s%s"
                                .formatted(table, String.join(", ", TABLES), NearestName.hint(table, TABLES)));
        };
    }

    private static Relation computed(String name, Schema schema, Function<ExecutionContext, BatchStream> rows) {
        return Relation.Computed.whole(NAME + "." + name, schema, false, rows);
    }

    private static BatchStream schemata(ExecutionContext context, MetadataView view) {
        RowTable rows = new RowTable(SCHEMATA);
        for (String catalog : view.catalogs()) {
            view.schemas(catalog).forEach(schema -> rows.add(catalog, schema, null));
        }
        return rows.stream(context);
    }

    private interface EachTable {
        void visit(TableEntry table);
    }

    private static void forEachTable(ExecutionContext context, MetadataView view, EachTable visitor) {
        for (String catalog : view.catalogs()) {
            for (String schema : view.schemas(catalog)) {
                context.cancellation().check();
                view.tables(catalog, schema).forEach(visitor::visit);
            }
        }
    }

    /** @param withComments whether they are asked for; each costs a look at the table's metadata */
    private static BatchStream tables(ExecutionContext context, MetadataView view, boolean withComments) {
        RowTable rows = new RowTable(TABLES_SCHEMA);
        forEachTable(context, view, table -> {
            context.cancellation().check();
            rows.add(
                    table.catalog(),
                    table.schema(),
                    table.name(),
                    table.type().equals("TABLE") ? "BASE TABLE" : table.type(),
                    withComments ? view.comment(table).orElse(null) : null);
        });
        return rows.stream(context);
    }

    private static BatchStream columns(ExecutionContext context, MetadataView view) {
        RowTable rows = new RowTable(COLUMNS);
        forEachTable(context, view, table -> {
            context.cancellation().check();
            int position = 1;
            for (Field field : view.columns(table).getFields()) {
                rows.add(
                        table.catalog(),
                        table.schema(),
                        table.name(),
                        field.getName(),
                        position++,
                        null,
                        field.isNullable() ? "YES" : "NO",
                        ArrowTypes.sqlName(field),
                        field.getMetadata().get("comment"));
            }
        });
        return rows.stream(context);
    }

    private static BatchStream views(ExecutionContext context, MetadataView view) {
        RowTable rows = new RowTable(VIEWS);
        forEachTable(context, view, table -> {
            if (table.type().equals("VIEW")) {
                String query = view.viewDefinition(table).orElse(null);
                rows.add(table.catalog(), table.schema(), table.name(), query);
            }
        });
        return rows.stream(context);
    }
}
