package io.godwit.planner.write.parquet;

import io.godwit.pitjoin.batch.Words;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.BaseListVector;

/**
 * A column within structs, lists or maps. Walks down from each row and notes levels as Dremel has them: a definition level
 * counts the optional and repeated ancestors that are there, a repetition level says which list goes on.
 */
final class NestedLeaf implements Leaf {
    /**
     * A struct, list or map on the way to the value.
     *
     * @param child which one the way goes on to
     * @param isList whether it holds any number of them
     */
    record Step(int child, boolean isList, RequiredColumn required) {}

    private final int column;
    private final List<Step> steps;
    private final RequiredColumn required;
    private final ValueSource source;
    private final int maxDefinition;
    private final int[] repetitions;
    private final FieldVector[] vectors;
    private int[] present = new int[64];
    private int presentCount;
    private long presentBytes;

    /**
     * @param column its place in a batch
     * @param steps from there down to the value
     */
    NestedLeaf(int column, List<Step> steps, RequiredColumn required, ValueSource source, int maxDefinition) {
        this.column = column;
        this.steps = List.copyOf(steps);
        this.required = required;
        this.source = source;
        this.maxDefinition = maxDefinition;
        this.vectors = new FieldVector[steps.size() + 1];
        this.repetitions = new int[steps.size()];
        int lists = 0;
        for (int i = 0; i < repetitions.length; i++) {
            lists += steps.get(i).isList() ? 1 : 0;
            repetitions[i] = lists;
        }
    }

    @Override
    public void enter(VectorSchemaRoot batch) {
        vectors[0] = batch.getVector(column);
        for (int i = 0; i < steps.size(); i++) {
            vectors[i + 1] = Words.storage(
                    vectors[i].getChildrenFromFields().get(steps.get(i).child()));
        }
    }

    @Override
    public int take(int from, int to, int bytes, Page page) {
        presentCount = 0;
        presentBytes = 0;
        int row = from;
        do {
            visit(0, row, 0, 0, page);
            page.addRow();
            row++;
        } while (row < to && presentBytes <= bytes);
        source.copy(vectors[steps.size()], present, presentCount, page.values);
        return row - from;
    }

    private void visit(int depth, int index, int repetition, int definition, Page page) {
        FieldVector vector = vectors[depth];
        boolean isLeaf = depth == steps.size();
        RequiredColumn own = isLeaf ? required : steps.get(depth).required();
        if (vector.isNull(index)) {
            own.checkNoNulls();
            page.addLevels(repetition, definition);
        } else if (isLeaf) {
            page.addLevels(repetition, maxDefinition);
            select(vector, index);
        } else {
            int here = own.isRequired() ? definition : definition + 1;
            if (steps.get(depth).isList()) {
                visitElements(depth, index, repetition, here, page);
            } else {
                visit(depth + 1, index, repetition, here, page);
            }
        }
    }

    private void visitElements(int depth, int index, int repetition, int definition, Page page) {
        BaseListVector lists = (BaseListVector) vectors[depth];
        int start = lists.getElementStartIndex(index);
        int end = lists.getElementEndIndex(index);
        if (start == end) {
            page.addLevels(repetition, definition);
        }
        for (int i = start; i < end; i++) {
            visit(depth + 1, i, i == start ? repetition : repetitions[depth], definition + 1, page);
        }
    }

    private void select(FieldVector vector, int index) {
        if (presentCount == present.length) {
            present = Arrays.copyOf(present, 2 * presentCount);
        }
        present[presentCount++] = index;
        presentBytes += source.width(vector, index);
    }
}
