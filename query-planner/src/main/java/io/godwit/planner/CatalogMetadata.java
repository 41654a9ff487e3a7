package io.godwit.planner;

import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.catalog.Catalogs;
import io.godwit.planner.catalog.TableName;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.temporary.Frame;
import io.godwit.planner.training.TrainingDatasets;
import io.godwit.planner.training.statement.TrainingStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What the configured catalogs and the session's frames hold, looked up each time it is asked. Training datasets are tables of a
 * schema of their own in the session's catalog, which is where a query finds them.
 */
final class CatalogMetadata implements MetadataView {
    private static final String TEMPORARY_SCHEMA = "temp";

    /** The property in which Spark, Trino, PyIceberg and we keep what is said of a table. */
    private static final String COMMENT = "comment";

    private final Catalogs catalogs;
    private final TrainingDatasets datasets;
    private final StatementContext statement;

    CatalogMetadata(Catalogs catalogs, TrainingDatasets datasets, StatementContext statement) {
        this.catalogs = catalogs;
        this.datasets = datasets;
        this.statement = statement;
    }

    @Override
    public List<String> catalogs() {
        return catalogs.names();
    }

    @Override
    public List<String> schemas(String catalog) {
        List<String> schemas = new ArrayList<>();
        catalogs.namespaces(catalog).forEach(namespace -> schemas.add(namespace.toString()));
        if (holdsFrames(catalog)) {
            schemas.add(TEMPORARY_SCHEMA);
        }
        if (!datasets(catalog).isEmpty()) {
            schemas.add(TrainingStatement.SCHEMA);
        }
        return schemas;
    }

    private boolean holdsFrames(String catalog) {
        return catalog.equalsIgnoreCase(statement.catalog())
                && !statement.temporaryTables().all().isEmpty();
    }

    private List<String> datasets(String catalog) {
        return catalog.equalsIgnoreCase(statement.catalog()) ? datasets.names(statement.catalog()) : List.of();
    }

    @Override
    public List<TableEntry> tables(String catalog, String schema) {
        if (schema.equals(TEMPORARY_SCHEMA) && holdsFrames(catalog)) {
            return statement.temporaryTables().all().stream()
                    .map(frame -> new TableEntry(catalog, schema, frame.name(), "TEMPORARY TABLE"))
                    .toList();
        }
        if (schema.equals(TrainingStatement.SCHEMA)) {
            return datasets(catalog).stream()
                    .map(dataset -> new TableEntry(catalog, schema, dataset, "TABLE"))
                    .toList();
        }
        Namespace namespace = Namespace.of(schema.split("\\."));
        List<TableEntry> entries = new ArrayList<>();
        catalogs.tables(catalog, namespace).forEach(name -> entries.add(entry(name, schema, "TABLE")));
        catalogs.views(catalog, namespace).forEach(name -> entries.add(entry(name, schema, "VIEW")));
        return entries;
    }

    private static TableEntry entry(TableName name, String schema, String type) {
        return new TableEntry(name.catalog(), schema, name.identifier().name(), type);
    }

    @Override
    public Schema columns(TableEntry table) {
        if (table.type().equals("TEMPORARY TABLE")) {
            Optional<Frame> frame = statement.temporaryTables().find(table.name());
            return frame.map(Frame::schema).orElseGet(() -> new Schema(List.of()));
        }
        if (table.schema().equals(TrainingStatement.SCHEMA)) {
            return datasets.columns(statement.catalog(), table.name());
        }
        TableName name = name(table);
        return ArrowSchemas.arrowSchema(
                table.type().equals("VIEW")
                        ? catalogs.pinView(name).schema()
                        : catalogs.pin(name, TableVersion.CURRENT).schema());
    }

    @Override
    public Optional<String> viewDefinition(TableEntry view) {
        return catalogs.pinView(name(view)).sql();
    }

    @Override
    public Optional<String> comment(TableEntry table) {
        if (table.type().equals("TEMPORARY TABLE") || table.schema().equals(TrainingStatement.SCHEMA)) {
            return Optional.empty();
        }
        try {
            Map<String, String> properties = table.type().equals("VIEW")
                    ? catalogs.pinView(name(table)).properties()
                    : catalogs.pin(name(table), TableVersion.CURRENT).properties();
            return Optional.ofNullable(properties.get(COMMENT));
        } catch (GodwitException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> primaryKey(TableEntry table) {
        return table.type().equals("TABLE") && !table.schema().equals(TrainingStatement.SCHEMA)
                ? catalogs.pin(name(table), TableVersion.CURRENT).schema().identifierFieldNames().stream()
                        .sorted()
                        .toList()
                : List.of();
    }

    private static TableName name(TableEntry table) {
        return new TableName(
                table.catalog(), TableIdentifier.of(Namespace.of(table.schema().split("\\.")), table.name()));
    }
}
