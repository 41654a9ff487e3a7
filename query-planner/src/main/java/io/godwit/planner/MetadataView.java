package io.godwit.planner;

import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/** The names a principal can see, for Flight SQL metadata commands and {@code information_schema}. Filtering by pattern is the caller's. */
public interface MetadataView {
    List<String> catalogs();

    /** Namespaces of a catalog, dot separated, {@code training_datasets} among them where there are any. */
    List<String> schemas(String catalog);

    /** Tables and views of a namespace, by name. */
    List<TableEntry> tables(String catalog, String schema);

    /** The Arrow schema that {@code SELECT *} would have. Comments stand in the field metadata key {@code comment}. */
    Schema columns(TableEntry table);

    /** The query of a view; empty where it is written in no dialect read here. */
    Optional<String> viewDefinition(TableEntry view);

    /** What its owner says of a table or view; empty also where its metadata cannot be read, so that others are still listed. */
    Optional<String> comment(TableEntry table);

    /** Names of the identifier fields, empty when none are declared. */
    List<String> primaryKey(TableEntry table);

    /**
     * One table or view.
     *
     * @param type {@code TABLE}, {@code VIEW}, {@code TEMPORARY TABLE} or {@code SYSTEM TABLE}
     */
    record TableEntry(String catalog, String schema, String name, String type) {}
}
