package io.godwit.planner.sql.relation;

import io.godwit.planner.Pins;
import io.godwit.planner.rel.BoundTable;
import io.godwit.planner.rel.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.jspecify.annotations.Nullable;

/** The tables one statement reads, each under the path that stands for it in the bound statement, and what they are pinned to. */
public final class BoundTables {
    private final Map<List<String>, BoundTable> tables = new LinkedHashMap<>();
    private final Set<Pins.Pin> pins = new LinkedHashSet<>();
    private final Set<String> frameIds = new LinkedHashSet<>();
    private final Map<TableReference, Optional<Object>> meanings = new LinkedHashMap<>();

    boolean contains(List<String> path) {
        return tables.containsKey(path);
    }

    void add(List<String> path, Relation relation) {
        tables.put(path, new BoundTable(relation));
        if (relation instanceof Relation.Uploaded uploaded) {
            frameIds.add(uploaded.frame().id());
        }
    }

    /** What a path was bound to, or null. */
    @Nullable
    Relation relation(List<String> path) {
        BoundTable table = tables.get(path);
        return table == null ? null : table.relation();
    }

    public void bind(TableReference reference, RelationLookup.Found found) {
        pins.addAll(found.pins());
        meanings.put(reference, found.identity());
    }

    /** What the names were bound to; empty if one means something that is made anew each time. */
    public Optional<Bindings> bindings() {
        return meanings.values().stream().allMatch(Optional::isPresent)
                ? Optional.of(new Bindings(
                        List.copyOf(meanings.keySet()),
                        meanings.values().stream().map(Optional::orElseThrow).toList()))
                : Optional.empty();
    }

    public List<Pins.Pin> pins() {
        return List.copyOf(pins);
    }

    public List<String> frameIds() {
        return List.copyOf(frameIds);
    }

    /** The Iceberg tables among them. */
    public List<Relation.Pinned> pinned() {
        return tables.values().stream()
                .map(BoundTable::relation)
                .filter(Relation.Pinned.class::isInstance)
                .map(Relation.Pinned.class::cast)
                .toList();
    }

    public boolean haveMetadataColumns() {
        return pinned().stream().anyMatch(table -> !table.metadata().isEmpty());
    }

    /** The names of all columns, for hints. */
    public List<String> columnNames() {
        List<String> names = new ArrayList<>();
        for (BoundTable table : tables.values()) {
            table.relation().schema().getFields().forEach(field -> names.add(field.getName()));
        }
        return names;
    }

    /** The tables as a tree of schemas, which is all the validator can see. */
    public CalciteSchema schemaTree() {
        CalciteSchema root = CalciteSchema.createRootSchema(false, false);
        tables.forEach((path, table) -> {
            CalciteSchema schema = root;
            for (String part : path.subList(0, path.size() - 1)) {
                CalciteSchema child = schema.getSubSchema(part, true);
                schema = child == null ? schema.add(part, new AbstractSchema()) : child;
            }
            schema.add(path.get(path.size() - 1), table);
        });
        return root;
    }
}
