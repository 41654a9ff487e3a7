package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.parquet.encoding.Sink;
import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * A vector of a nested column, put together from the levels of a leaf below it.
 *
 * <p>With every value of the leaf come two numbers. The definition level says how many of the optional and repeated fields
 * on the way to it are there. The repetition level says which of the repeated ones goes on; 0 begins a row. A field has a
 * slot for every value that does not merely go on with a list below the field, and for which the list around the field has
 * an element; in that slot it is not null if the definition level reaches its own.
 */
sealed interface NestedNode {
    /**
     * Fills a vector made for the field.
     *
     * @param slots how many slots it has
     * @param nullParents in how many of them the struct around it is null, so that even a required field is
     */
    void fill(FieldVector vector, int slots, int nullParents, BufferAllocator allocator);

    /** Where the slots of a field are among the levels below it. */
    record Slots(NestedLeafReader leaf, int repetition, int slotDefinition, int definition) {
        boolean isSlot(Levels levels, int index) {
            return levels.repetition(index) <= repetition && levels.definition(index) >= slotDefinition;
        }

        /** The validity bits of a field of {@code slots} slots, in a buffer that is the caller's. */
        ArrowBuf validity(int slots, FieldVector vector, BufferAllocator allocator) {
            ArrowBuf bits = allocator.buffer(Bits.bytes(slots) + 1);
            bits.setZero(0, bits.capacity());
            int slot = 0;
            Levels levels = leaf.levels();
            for (int i = 0; i < levels.count(); i++) {
                if (isSlot(levels, i)) {
                    if (slot < slots && levels.definition(i) >= definition) {
                        Bits.set(bits.memoryAddress(), slot, true);
                    }
                    slot++;
                }
            }
            if (slot != slots) {
                bits.close();
                throw new MalformedPage("%d slots of %s where %d are due".formatted(slot, vector.getName(), slots));
            }
            return bits.writerIndex(Bits.bytes(slots));
        }
    }

    /** How many slots are null. */
    static int nulls(ArrowBuf validity, int slots, int nullParents, FieldVector vector) {
        int nulls = slots;
        for (int slot = 0; slot < slots; slot++) {
            nulls -= Bits.get(validity.memoryAddress(), slot) ? 1 : 0;
        }
        if (nulls > nullParents && !vector.getField().isNullable()) {
            throw new MalformedPage("%s is required and holds nulls".formatted(vector.getName()));
        }
        return nulls;
    }

    /** A primitive field. */
    record Leaf(NestedLeafReader reader) implements NestedNode {
        @Override
        public void fill(FieldVector vector, int slots, int nullParents, BufferAllocator allocator) {
            reader.moveTo(vector, slots, nullParents, allocator);
        }
    }

    /** A field the file does not have. */
    record Absent(ConstantVectors values) implements NestedNode {
        @Override
        public void fill(FieldVector vector, int slots, int nullParents, BufferAllocator allocator) {
            values.fill(vector, slots, nullParents);
        }
    }

    /** A struct, or the key-value pairs of a map. */
    record Struct(Slots levels, List<NestedNode> children) implements NestedNode {
        @Override
        public void fill(FieldVector vector, int slots, int nullParents, BufferAllocator allocator) {
            int nulls;
            try (ArrowBuf validity = levels.validity(slots, vector, allocator)) {
                nulls = NestedNode.nulls(validity, slots, nullParents, vector);
                Sink.load(vector, new ArrowFieldNode(slots, nulls), validity);
            }
            for (int i = 0; i < children.size(); i++) {
                children.get(i).fill(vector.getChildrenFromFields().get(i), slots, nulls, allocator);
            }
        }
    }

    /** A list, or a map, which is a list of pairs. */
    record Repeated(Slots levels, NestedNode element) implements NestedNode {
        @Override
        public void fill(FieldVector vector, int slots, int nullParents, BufferAllocator allocator) {
            int elements;
            try (ArrowBuf validity = levels.validity(slots, vector, allocator);
                    ArrowBuf offsets = allocator.buffer(4L * (slots + 1L))) {
                elements = writeOffsets(offsets.memoryAddress());
                offsets.writerIndex(4L * (slots + 1L));
                int nulls = NestedNode.nulls(validity, slots, nullParents, vector);
                Sink.load(vector, new ArrowFieldNode(slots, nulls), validity, offsets);
            }
            element.fill(vector.getChildrenFromFields().get(0), elements, 0, allocator);
        }

        /** An element begins with every value that repeats nothing deeper and reaches the list's repeated field. */
        private int writeOffsets(long offsets) {
            Levels all = levels.leaf().levels();
            int elements = 0;
            int slot = 0;
            for (int i = 0; i < all.count(); i++) {
                if (levels.isSlot(all, i)) {
                    MemoryUtil.putInt(offsets + 4L * slot++, elements);
                }
                if (all.repetition(i) <= levels.repetition() + 1 && all.definition(i) > levels.definition()) {
                    elements++;
                }
            }
            MemoryUtil.putInt(offsets + 4L * slot, elements);
            return elements;
        }
    }
}
