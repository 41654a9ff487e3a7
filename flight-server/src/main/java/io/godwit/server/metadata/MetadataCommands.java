package io.godwit.server.metadata;

import com.google.protobuf.Message;
import io.godwit.planner.MetadataView;
import io.godwit.planner.MetadataView.TableEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.jspecify.annotations.Nullable;

/** Flight SQL's metadata commands, each with its answer. */
public final class MetadataCommands {
    private static final List<String> TABLE_TYPES = List.of("SYSTEM TABLE", "TABLE", "TEMPORARY TABLE", "VIEW");

    private MetadataCommands() {}

    /** Reads a command as one of its types. */
    @FunctionalInterface
    public interface Unpacker {
        <T extends Message> T as(Class<T> type);
    }

    /** The answer to the command {@code name}, or empty when it is no metadata command. Looks nothing up yet. */
    public static Optional<MetadataAnswer> answer(String name, Unpacker command, Supplier<MetadataView> view) {
        return Optional.ofNullable(
                switch (name) {
                    case "CommandGetCatalogs" ->
                        new MetadataAnswer(Schemas.GET_CATALOGS_SCHEMA, () -> catalogs(view.get()));
                    case "CommandGetDbSchemas" -> schemas(command.as(CommandGetDbSchemas.class), view);
                    case "CommandGetTables" -> tables(command.as(CommandGetTables.class), view);
                    case "CommandGetTableTypes" ->
                        new MetadataAnswer(Schemas.GET_TABLE_TYPES_SCHEMA, MetadataCommands::tableTypes);
                    case "CommandGetPrimaryKeys" -> primaryKeys(command.as(CommandGetPrimaryKeys.class), view);
                    case "CommandGetExportedKeys" -> new MetadataAnswer(Schemas.GET_EXPORTED_KEYS_SCHEMA, List::of);
                    case "CommandGetImportedKeys" -> new MetadataAnswer(Schemas.GET_IMPORTED_KEYS_SCHEMA, List::of);
                    case "CommandGetCrossReference" -> new MetadataAnswer(Schemas.GET_CROSS_REFERENCE_SCHEMA, List::of);
                    case "CommandGetSqlInfo" -> sqlInfo(command.as(CommandGetSqlInfo.class));
                    case "CommandGetXdbcTypeInfo" -> typeInfo(command.as(CommandGetXdbcTypeInfo.class));
                    default -> null;
                });
    }

    private static List<@Nullable Object[]> catalogs(MetadataView view) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        new CatalogFilter(null, null).catalogs(view).forEach(catalog -> rows.add(new Object[] {catalog}));
        return rows;
    }

    private static MetadataAnswer schemas(CommandGetDbSchemas command, Supplier<MetadataView> view) {
        CatalogFilter filter = new CatalogFilter(
                command.hasCatalog() ? command.getCatalog() : null,
                command.hasDbSchemaFilterPattern() ? command.getDbSchemaFilterPattern() : null);
        return new MetadataAnswer(Schemas.GET_SCHEMAS_SCHEMA, () -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            MetadataView names = view.get();
            for (String catalog : filter.catalogs(names)) {
                filter.schemas(names, catalog).forEach(schema -> rows.add(new Object[] {catalog, schema}));
            }
            return rows;
        });
    }

    private static MetadataAnswer tables(CommandGetTables command, Supplier<MetadataView> view) {
        boolean withSchema = command.getIncludeSchema();
        return new MetadataAnswer(
                withSchema ? Schemas.GET_TABLES_SCHEMA : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA,
                () -> tableRows(command, view.get(), withSchema));
    }

    private static List<@Nullable Object[]> tableRows(CommandGetTables command, MetadataView view, boolean withSchema) {
        CatalogFilter filter = new CatalogFilter(
                command.hasCatalog() ? command.getCatalog() : null,
                command.hasDbSchemaFilterPattern() ? command.getDbSchemaFilterPattern() : null);
        Predicate<String> name =
                CatalogFilter.matcher(command.hasTableNameFilterPattern() ? command.getTableNameFilterPattern() : null);
        Set<String> types = command.getTableTypesList().stream()
                .map(type -> type.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<@Nullable Object[]> rows = new ArrayList<>();
        filter.tables(view).stream()
                .filter(table -> name.test(table.name()) && (types.isEmpty() || types.contains(table.type())))
                .sorted(Comparator.comparing(TableEntry::catalog)
                        .thenComparing(TableEntry::schema)
                        .thenComparing(TableEntry::name)
                        .thenComparing(TableEntry::type))
                .forEach(table -> rows.add(tableRow(table, view, withSchema)));
        return rows;
    }

    private static @Nullable Object[] tableRow(TableEntry table, MetadataView view, boolean withSchema) {
        return withSchema
                ? new Object[] {
                    table.catalog(),
                    table.schema(),
                    table.name(),
                    table.type(),
                    ColumnMetadata.describe(table, view.columns(table)).serializeAsMessage()
                }
                : new Object[] {table.catalog(), table.schema(), table.name(), table.type()};
    }

    private static List<@Nullable Object[]> tableTypes() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        TABLE_TYPES.forEach(type -> rows.add(new Object[] {type}));
        return rows;
    }

    private static MetadataAnswer primaryKeys(CommandGetPrimaryKeys command, Supplier<MetadataView> view) {
        return new MetadataAnswer(Schemas.GET_PRIMARY_KEYS_SCHEMA, () -> {
            MetadataView names = view.get();
            List<@Nullable Object[]> rows = new ArrayList<>();
            new CatalogFilter(command.hasCatalog() ? command.getCatalog() : null, null)
                    .tables(names).stream()
                            .filter(table -> table.name().equalsIgnoreCase(command.getTable()))
                            .filter(table ->
                                    !command.hasDbSchema() || table.schema().equalsIgnoreCase(command.getDbSchema()))
                            .forEach(table -> addKey(table, names.primaryKey(table), rows));
            return rows;
        });
    }

    private static void addKey(TableEntry table, List<String> columns, List<@Nullable Object[]> rows) {
        for (int index = 0; index < columns.size(); index++) {
            rows.add(new @Nullable Object[] {
                table.catalog(), table.schema(), table.name(), columns.get(index), index + 1, null
            });
        }
    }

    private static MetadataAnswer sqlInfo(CommandGetSqlInfo command) {
        return new MetadataAnswer(Schemas.GET_SQL_INFO_SCHEMA, () -> SqlInfo.rows(command.getInfoList()));
    }

    private static MetadataAnswer typeInfo(CommandGetXdbcTypeInfo command) {
        return new MetadataAnswer(
                Schemas.GET_TYPE_INFO_SCHEMA,
                () -> XdbcTypes.rows(command.hasDataType() ? command.getDataType() : null));
    }
}
