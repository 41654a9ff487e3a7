package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.column.ValueWriter;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import org.apache.arrow.vector.FieldVector;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** The values of a field that the file does not have: all the same, or all null. */
record ConstantVectors(NestedField field, @Nullable Object value) {
    static ConstantVectors of(NestedField field, FileRead read) {
        Object value = read.constants().get(field.fieldId());
        return new ConstantVectors(field, value == null ? field.initialDefault() : value);
    }

    /** @param nullParents in how many slots even a required field is null */
    void fill(FieldVector vector, int count, int nullParents) {
        if (value == null && field.isRequired() && count > nullParents) {
            throw new MalformedPage("the required field %s is not in the file".formatted(field.name()));
        }
        vector.setInitialCapacity(count);
        vector.allocateNew();
        if (value != null) {
            ValueWriter writer = ValueWriter.of(field, field.type(), vector);
            for (int row = 0; row < count; row++) {
                writer.write(row, value);
            }
        }
        vector.setValueCount(count);
    }
}
