package io.godwit.planner.scan.record;

import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.column.ValueWriter;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Some columns of records as vectors. */
final class RecordColumns {
    private final List<NestedField> columns;
    private final org.apache.arrow.vector.types.pojo.Schema arrow;
    private final NestedField[] sources;
    private final int[] indexes;

    RecordColumns(List<NestedField> columns, Schema recordSchema) {
        this.columns = columns;
        this.arrow = ArrowSchemas.arrowSchema(columns);
        this.sources = new NestedField[columns.size()];
        this.indexes = new int[sources.length];
        List<Integer> ids =
                recordSchema.columns().stream().map(NestedField::fieldId).toList();
        for (int i = 0; i < sources.length; i++) {
            indexes[i] = ids.indexOf(columns.get(i).fieldId());
            sources[i] = recordSchema.columns().get(indexes[i]);
        }
    }

    VectorSchemaRoot write(BufferAllocator allocator, List<Record> records) {
        VectorSchemaRoot root = VectorSchemaRoot.create(arrow, allocator);
        try {
            for (int i = 0; i < sources.length; i++) {
                write(root, i, records);
            }
            root.setRowCount(records.size());
            return root;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private void write(VectorSchemaRoot root, int column, List<Record> records) {
        NestedField field = columns.get(column);
        ValueWriter writer = ValueWriter.of(field, sources[column].type(), root.getVector(column));
        for (int row = 0; row < records.size(); row++) {
            writer.write(row, value(field, records.get(row), indexes[column]));
        }
    }

    private static @Nullable Object value(NestedField field, Record record, int index) {
        Object value = record.get(index);
        boolean isLineage = field.fieldId() == MetadataColumns.ROW_ID.fieldId()
                || field.fieldId() == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId();
        return isLineage && value != null && !RecordFileReader.isStored(value) ? null : value;
    }
}
