package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.file.FileColumns;
import io.godwit.planner.scan.parquet.page.ColumnChunks;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Matches a wanted struct, list or map with what the file stores, field id by field id, and makes its reader. */
final class NestedColumns {
    private final ColumnChunks chunks;
    private final FileRead read;
    private final BufferAllocator allocator;
    private final List<NestedLeafReader> leaves = new ArrayList<>();

    private NestedColumns(ColumnChunks chunks, FileRead read, BufferAllocator allocator) {
        this.chunks = chunks;
        this.read = read;
        this.allocator = allocator;
    }

    static ColumnReader open(
            ColumnChunks chunks,
            FileRead read,
            BufferAllocator allocator,
            NestedField column,
            Field field,
            Type stored) {
        NestedColumns columns = new NestedColumns(chunks, read, allocator);
        try {
            NestedNode root = columns.node(column, field, stored, Place.ROOT);
            return new NestedColumnReader(field, allocator, root, columns.leaves);
        } catch (RuntimeException e) {
            columns.leaves.forEach(NestedLeafReader::close);
            throw e;
        }
    }

    /**
     * Where a field stands.
     *
     * @param path of the groups around it
     * @param repetition how many of them are repeated
     * @param definition how many of them are optional or repeated
     * @param slotDefinition the definition level of the innermost repeated one
     */
    private record Place(List<String> path, int repetition, int definition, int slotDefinition) {
        static final Place ROOT = new Place(List.of(), 0, 0, 0);

        /** Inside a group that stands here. */
        Place inside(Type group) {
            List<String> longer = new ArrayList<>(path);
            longer.add(group.getName());
            return switch (group.getRepetition()) {
                case REQUIRED -> new Place(longer, repetition, definition, slotDefinition);
                case OPTIONAL -> new Place(longer, repetition, definition + 1, slotDefinition);
                case REPEATED -> new Place(longer, repetition + 1, definition + 1, definition + 1);
            };
        }

        String[] pathOf(Type leaf) {
            List<String> full = new ArrayList<>(path);
            full.add(leaf.getName());
            return full.toArray(String[]::new);
        }
    }

    private NestedNode node(NestedField wanted, Field field, @Nullable Type stored, Place place) {
        if (stored == null) {
            return new NestedNode.Absent(ConstantVectors.of(wanted, read));
        }
        if (stored.isRepetition(Type.Repetition.REPEATED)) {
            throw mismatch(wanted, stored, place);
        }
        return present(wanted, field, stored, place);
    }

    /** Of a field that may be the repeated one of a list around it, whose element it is then. */
    private NestedNode present(NestedField wanted, Field field, Type stored, Place place) {
        org.apache.iceberg.types.Type type = wanted.type();
        if (type.isPrimitiveType() != stored.isPrimitive()) {
            throw mismatch(wanted, stored, place);
        }
        return switch (type.typeId()) {
            case STRUCT -> struct(type.asStructType(), field, stored.asGroupType(), place.inside(stored));
            case LIST -> list(wanted, field, stored.asGroupType(), place);
            case MAP -> map(wanted, field, stored.asGroupType(), place);
            default -> leaf(field, stored, place);
        };
    }

    private NestedNode leaf(Field field, Type stored, Place place) {
        ColumnDescriptor leaf = chunks.leaf(place.pathOf(stored));
        // An element that is itself the repeated field has its slots where it repeats.
        int slotDefinition = place.inside(stored).slotDefinition();
        boolean nullable = leaf.getMaxDefinitionLevel() > slotDefinition;
        NestedLeafReader reader = reader(leaf, chunks.decoders(leaf, field.getType(), nullable), slotDefinition);
        return new NestedNode.Leaf(reader);
    }

    private NestedLeafReader reader(ColumnDescriptor leaf, LeafDecoders decoders, int slotDefinition) {
        NestedLeafReader reader = new NestedLeafReader(
                chunks.pages(leaf, decoders),
                decoders,
                leaf.getMaxRepetitionLevel(),
                leaf.getMaxDefinitionLevel(),
                slotDefinition);
        leaves.add(reader);
        return reader;
    }

    /** @param inside where its children stand */
    private NestedNode struct(Types.StructType type, Field field, GroupType stored, Place inside) {
        int firstLeaf = leaves.size();
        List<NestedNode> children = new ArrayList<>();
        for (int i = 0; i < type.fields().size(); i++) {
            NestedField child = type.fields().get(i);
            Type storedChild = FileColumns.find(stored, child.fieldId());
            children.add(node(child, field.getChildren().get(i), storedChild, inside));
        }
        return new NestedNode.Struct(slots(firstLeaf, stored, inside, inside.definition()), children);
    }

    private NestedNode list(NestedField wanted, Field field, GroupType stored, Place place) {
        if (stored.getFieldCount() != 1 || !stored.getType(0).isRepetition(Type.Repetition.REPEATED)) {
            throw mismatch(wanted, stored, place);
        }
        Place inside = place.inside(stored);
        Type repeated = stored.getType(0);
        Type element = ParquetSchemaUtil.determineListElementType(stored);
        NestedField wantedElement = wanted.type().asListType().fields().get(0);
        int firstLeaf = leaves.size();
        Field elementField = field.getChildren().get(0);
        NestedNode child = element == repeated
                ? present(wantedElement, elementField, element, inside)
                : node(wantedElement, elementField, element, inside.inside(repeated));
        return new NestedNode.Repeated(slots(firstLeaf, stored, inside, inside.definition()), child);
    }

    private NestedNode map(NestedField wanted, Field field, GroupType stored, Place place) {
        if (stored.getFieldCount() != 1
                || !stored.getType(0).isRepetition(Type.Repetition.REPEATED)
                || stored.getType(0).isPrimitive()
                || stored.getType(0).asGroupType().getFieldCount() != 2) {
            throw mismatch(wanted, stored, place);
        }
        Place inside = place.inside(stored);
        GroupType pairs = stored.getType(0).asGroupType();
        Place insidePairs = inside.inside(pairs);
        Field entries = field.getChildren().get(0);
        List<NestedField> keyAndValue = wanted.type().asMapType().fields();
        int firstLeaf = leaves.size();
        List<NestedNode> children = List.of(
                node(keyAndValue.get(0), entries.getChildren().get(0), pairs.getType(0), insidePairs),
                node(keyAndValue.get(1), entries.getChildren().get(1), pairs.getType(1), insidePairs));
        NestedNode.Struct pair =
                new NestedNode.Struct(slots(firstLeaf, pairs, insidePairs, insidePairs.definition()), children);
        return new NestedNode.Repeated(slots(firstLeaf, stored, inside, inside.definition()), pair);
    }

    /** The slots of a group by the first leaf made below it; where none is wanted, one is read for its levels. */
    private NestedNode.Slots slots(int firstLeaf, GroupType stored, Place inside, int definition) {
        if (leaves.size() == firstLeaf) {
            String[] path = firstLeafPath(stored, inside);
            ColumnDescriptor leaf = chunks.leaf(path);
            reader(leaf, new LeafDecoders.LevelsOnly(allocator), inside.slotDefinition());
        }
        return new NestedNode.Slots(leaves.get(firstLeaf), inside.repetition(), inside.slotDefinition(), definition);
    }

    private static String[] firstLeafPath(GroupType group, Place inside) {
        List<String> path = new ArrayList<>(inside.path());
        Type type = group;
        while (!type.isPrimitive()) {
            type = type.asGroupType().getType(0);
            path.add(type.getName());
        }
        return path.toArray(String[]::new);
    }

    private RuntimeException mismatch(NestedField wanted, Type stored, Place place) {
        return chunks.location(place.pathOf(stored))
                .unsupported("structure (" + stored.toString().replaceAll("\\s+", " ") + "), which is not read as "
                        + wanted.type() + ",");
    }
}
