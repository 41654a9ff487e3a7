package io.godwit.planner.scan.parquet;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.scan.ArrowSchemas;
import io.godwit.planner.scan.FileRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Makes the reader of each column of a row group, from the wanted field, the file's schema and the footer. */
final class ColumnReaders {
    private final BufferAllocator allocator;
    private final FileRead read;
    private final FileBytes bytes;
    private final RowGroupPart part;
    private final Map<ColumnPath, ColumnChunkMetaData> chunks = new HashMap<>();

    ColumnReaders(BufferAllocator allocator, FileRead read, FileBytes bytes, RowGroupPart part) {
        this.allocator = allocator;
        this.read = read;
        this.bytes = bytes;
        this.part = part;
        part.rowGroup().getColumns().forEach(chunk -> chunks.put(chunk.getPath(), chunk));
    }

    ColumnSet open(List<NestedField> columns) {
        List<ColumnReader> readers = new ArrayList<>(columns.size());
        try {
            for (NestedField column : columns) {
                readers.add(open(column));
            }
            return new ColumnSet(readers, allocator);
        } catch (RuntimeException e) {
            readers.forEach(ColumnReader::close);
            throw e;
        }
    }

    private ColumnReader open(NestedField column) {
        Field field = ArrowSchemas.arrowField(column);
        Type stored = FileColumns.find(part.schema(), column.fieldId());
        if (stored == null) {
            throw new UnsupportedOperationException();
        }
        if (stored.isPrimitive() && !stored.isRepetition(Type.Repetition.REPEATED)) {
            return flat(field, stored.asPrimitiveType());
        }
        throw new UnsupportedOperationException();
    }

    private ColumnReader flat(Field field, PrimitiveType type) {
        ColumnDescriptor leaf = part.schema().getColumnDescription(new String[] {type.getName()});
        boolean optional = leaf.getMaxDefinitionLevel() > 0;
        LeafDecoders decoders = decoders(field, leaf, optional);
        try {
            return new FlatColumnReader(field, allocator, pages(leaf, decoders), decoders, optional);
        } catch (RuntimeException e) {
            decoders.close();
            throw e;
        }
    }

    private LeafDecoders decoders(Field field, ColumnDescriptor leaf, boolean nullable) {
        PrimitiveType type = leaf.getPrimitiveType();
        LeafDecoders decoders = LeafTypes.decoders(allocator, type, field.getType(), nullable);
        if (decoders == null) {
            throw location(leaf).unsupported("type " + type + ", which is not read as " + field.getType() + ",");
        }
        return decoders;
    }

    private LeafPages pages(ColumnDescriptor leaf, LeafDecoders decoders) {
        ChunkLocation location = location(leaf);
        ColumnChunkMetaData chunk = chunk(leaf, location);
        ChunkBytes chunkBytes = new ChunkBytes(
                bytes, allocator, read.metrics(), chunk.getStartingPos(), chunk.getTotalSize());
        ChunkPages pages = new ChunkPages(chunkBytes, chunk.getCodec(), allocator, read.metrics());
        return new LeafPages(
                location,
                pages,
                decoders,
                leaf.getMaxRepetitionLevel() > 0,
                leaf.getMaxDefinitionLevel() > 0,
                chunk.getValueCount());
    }

    private ColumnChunkMetaData chunk(ColumnDescriptor leaf, ChunkLocation location) {
        @Nullable ColumnChunkMetaData chunk = chunks.get(ColumnPath.get(leaf.getPath()));
        if (chunk == null) {
            throw location.corrupt(new MalformedPage("the row group does not have the column"));
        }
        long start = chunk.getStartingPos();
        if (start < 0 || chunk.getTotalSize() < 0 || start > read.length() - chunk.getTotalSize()) {
            throw location.corrupt(new MalformedPage("the chunk stands at %d, takes %d bytes, and the file has %d"
                    .formatted(start, chunk.getTotalSize(), read.length())));
        }
        boolean flat = leaf.getMaxRepetitionLevel() == 0;
        if (chunk.getValueCount() < 0 || flat && chunk.getValueCount() != part.rowCount()) {
            throw location.corrupt(new MalformedPage(
                    "%d values in a row group of %d rows".formatted(chunk.getValueCount(), part.rowCount())));
        }
        return chunk;
    }

    private ChunkLocation location(ColumnDescriptor leaf) {
        return new ChunkLocation(read.input().location(), part.ordinal(), String.join(".", leaf.getPath()));
    }

    static GodwitException unsupported(String what) {
        return new GodwitException(ErrorCode.UNSUPPORTED, what);
    }
}
