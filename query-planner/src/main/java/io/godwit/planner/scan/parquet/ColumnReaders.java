package io.godwit.planner.scan.parquet;

import io.godwit.planner.scan.ArrowSchemas;
import io.godwit.planner.scan.FileRead;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Makes the reader of each wanted column of a row group. */
final class ColumnReaders {
    private final BufferAllocator allocator;
    private final FileRead read;
    private final RowGroupPart part;
    private final FileBytes file;
    private final ColumnChunks chunks;

    ColumnReaders(BufferAllocator allocator, FileRead read, FileBytes bytes, RowGroupPart part) {
        this.allocator = allocator;
        this.read = read;
        this.part = part;
        this.file = bytes;
        this.chunks = new ColumnChunks(allocator, read, bytes, part);
    }

    ColumnSet open(List<NestedField> columns) {
        List<ColumnReader> readers = new ArrayList<>(columns.size());
        try {
            for (NestedField column : columns) {
                readers.add(open(column));
            }
            return new ColumnSet(readers, allocator, file, chunks.takeRanges());
        } catch (RuntimeException e) {
            readers.forEach(ColumnReader::close);
            throw e;
        }
    }

    private ColumnReader open(NestedField column) {
        Field field = ArrowSchemas.arrowField(column);
        @Nullable Type stored = FileColumns.find(part.schema(), column.fieldId());
        if (stored == null || field.getType() instanceof ArrowType.Null) {
            return new ConstantColumnReader(
                    field, allocator, ConstantVectors.of(column, read), chunks.location(column.name()));
        }
        if (stored.isPrimitive() && !stored.isRepetition(Type.Repetition.REPEATED)) {
            return flat(field, stored.asPrimitiveType());
        }
        return NestedColumns.open(chunks, read, allocator, column, field, stored);
    }

    private ColumnReader flat(Field field, PrimitiveType type) {
        ColumnDescriptor leaf = chunks.leaf(new String[] {type.getName()});
        boolean optional = leaf.getMaxDefinitionLevel() > 0;
        LeafDecoders decoders = chunks.decoders(leaf, field.getType(), optional);
        return new FlatColumnReader(field, allocator, chunks.pages(leaf, decoders), decoders, optional);
    }
}
