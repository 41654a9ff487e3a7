package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;

/** The page of one column that is being filled. */
final class Page implements AutoCloseable {
    final Levels repetitions;
    final Levels definitions;
    final PlainValues values;
    private final int maxDefinition;
    private int valueCount;
    private int rowCount;

    Page(ColumnDescriptor column, BufferAllocator allocator) {
        this.maxDefinition = column.getMaxDefinitionLevel();
        this.repetitions = new Levels(column.getMaxRepetitionLevel());
        this.definitions = new Levels(maxDefinition);
        this.values = new PlainValues(allocator);
    }

    /** Counts rows whose values were added, one for each, null or not. */
    void addFlatRows(int rows) {
        valueCount += rows;
        rowCount += rows;
    }

    /** Notes the levels of values that all are there. */
    void present(int count) {
        definitions.add(maxDefinition, count);
    }

    /** Notes one value or what stands for none, in a column within lists. */
    void addLevels(int repetition, int definition) {
        repetitions.add(repetition, 1);
        definitions.add(definition, 1);
        valueCount++;
    }

    void addRow() {
        rowCount++;
    }

    /** Values and nulls. */
    int valueCount() {
        return valueCount;
    }

    int nullCount() {
        return valueCount - values.count();
    }

    int rowCount() {
        return rowCount;
    }

    /** Begins the next page. */
    void clear() {
        values.truncate(0, 0);
        valueCount = 0;
        rowCount = 0;
    }

    @Override
    public void close() {
        values.close();
    }
}
