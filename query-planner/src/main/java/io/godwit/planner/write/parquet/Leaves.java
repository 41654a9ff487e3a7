package io.godwit.planner.write.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.write.parquet.NestedLeaf.Step;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/** Finds, for every Parquet column of a table in their order, where its values stand in batches of given columns. */
final class Leaves {
    private final List<ColumnDescriptor> columns;
    private final List<Leaf> leaves = new ArrayList<>();

    private Leaves(MessageType type) {
        this.columns = type.getColumns();
    }

    /**
     * @param sources for each column of the table its place in the rows, negative where they lack it; types fit
     * @param type the table's columns as Parquet
     */
    static List<Leaf> of(List<Field> rows, Schema table, int[] sources, MessageType type) {
        Leaves found = new Leaves(type);
        for (int i = 0; i < sources.length; i++) {
            NestedField column = table.columns().get(i);
            if (sources[i] < 0) {
                found.addAbsent(column);
            } else {
                found.add(sources[i], List.of(), rows.get(sources[i]), column, column.name());
            }
        }
        return found.leaves;
    }

    private void addAbsent(NestedField column) {
        if (column.isRequired()) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The table's column \"%s\" is required, and the rows lack it".formatted(column.name()));
        }
        addAbsent(column.type());
    }

    private void addAbsent(Type type) {
        if (type.isPrimitiveType()) {
            leaves.add(new AbsentLeaf());
        } else {
            type.asNestedType().fields().forEach(field -> addAbsent(field.type()));
        }
    }

    /**
     * Adds what stands in a field.
     *
     * @param column the field's outermost column in the rows
     * @param way from there to the field
     * @param name the field's, with those it stands in
     */
    private void add(int column, List<Step> way, Field field, NestedField target, String name) {
        RequiredColumn required = new RequiredColumn(name, target.isRequired());
        switch (target.type().typeId()) {
            case STRUCT -> addChildren(column, way, field, target, required);
            case LIST -> {
                List<Step> inner = with(way, new Step(0, true, required));
                NestedField element = target.type().asListType().fields().get(0);
                add(column, inner, field.getChildren().get(0), element, name + ".element");
            }
            case MAP -> {
                // Between the map and its keys stands a struct that is there for each entry and has no level of its
                // own.
                Field entries = field.getChildren().get(0);
                List<Step> inner = with(way, new Step(0, true, required));
                addChildren(column, inner, entries, target, new RequiredColumn(name, true));
            }
            default -> addLeaf(column, way, field, target, required);
        }
    }

    private void addChildren(int column, List<Step> way, Field field, NestedField target, RequiredColumn required) {
        List<NestedField> children = target.type().asNestedType().fields();
        for (int i = 0; i < children.size(); i++) {
            NestedField child = children.get(i);
            List<Step> inner = with(way, new Step(i, false, required));
            add(column, inner, field.getChildren().get(i), child, required.name() + "." + child.name());
        }
    }

    private void addLeaf(int column, List<Step> way, Field field, NestedField target, RequiredColumn required) {
        ColumnDescriptor descriptor = columns.get(leaves.size());
        ValueSource source = ValueSources.of(field.getType(), target.type(), descriptor.getPrimitiveType());
        leaves.add(
                way.isEmpty()
                        ? new FlatLeaf(column, required, source)
                        : new NestedLeaf(column, way, required, source, descriptor.getMaxDefinitionLevel()));
    }

    private static List<Step> with(List<Step> way, Step step) {
        List<Step> longer = new ArrayList<>(way);
        longer.add(step);
        return longer;
    }
}
