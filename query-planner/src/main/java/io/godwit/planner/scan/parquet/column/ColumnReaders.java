package io.godwit.planner.scan.parquet.column;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.cache.ChunkKey;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.FileColumns;
import io.godwit.planner.scan.parquet.file.RowGroupPart;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import io.godwit.planner.scan.parquet.page.ColumnChunks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Makes what reads each wanted column of a row group. */
public final class ColumnReaders {
    private final ExecutionContext context;
    private final BufferAllocator allocator;
    private final FileRead read;
    private final RowGroupPart part;
    private final FileBytes file;
    private final ColumnChunks chunks;
    private final @Nullable ColumnCache cache;

    /** @param cache where decoded columns are kept, or null to keep none */
    public ColumnReaders(
            ExecutionContext context, FileRead read, FileBytes bytes, RowGroupPart part, @Nullable ColumnCache cache) {
        this.context = context;
        this.allocator = context.allocator();
        this.read = read;
        this.part = part;
        this.file = bytes;
        this.chunks = new ColumnChunks(context, read, bytes, part);
        this.cache = cache;
    }

    public ColumnSet open(List<NestedField> wanted) {
        List<RowGroupColumn> columns = new ArrayList<>(wanted.size());
        for (NestedField column : wanted) {
            columns.add(column(column));
        }
        return new ColumnSet(columns, file, context);
    }

    private RowGroupColumn column(NestedField column) {
        Field field = ArrowSchemas.arrowField(column);
        @Nullable Type stored = FileColumns.find(part.schema(), column.fieldId());
        if (field.getType() instanceof ArrowType.Null) {
            stored = null;
        }
        @Nullable Type found = stored;
        RowGroupColumn.CacheEntry entry = entry(column, stored);
        boolean isWhole = entry != null && entry.whole() != null;
        ColumnChunks source = isWhole ? new ColumnChunks(context, read, file, part.whole()) : chunks;
        return new RowGroupColumn(field, allocator, read.metrics(), file, entry, () -> {
            // Columns may be opened by several threads.
            synchronized (source) {
                ColumnReader reader = reader(source, column, field, found);
                return new RowGroupColumn.Decoding(reader, source.takeRanges());
            }
        });
    }

    private RowGroupColumn.@Nullable CacheEntry entry(NestedField column, @Nullable Type stored) {
        if (cache == null || stored == null) {
            return null;
        }
        ChunkKey key = new ChunkKey(read.input().location(), read.length(), part.ordinal(), decoding(column, stored));
        WholeChunk.Blocks whole = fillsCache(cache, key)
                ? new WholeChunk.Blocks(read.batchRows(), part.rows().last())
                : null;
        boolean fillable = whole != null || !part.isNarrowed();
        return new RowGroupColumn.CacheEntry(cache, key, (int) part.rowCount(), fillable, whole);
    }

    /** Rows asked for by position are decoded alone, unless there are so many, or they are asked for so often, that all are worth it. */
    private boolean fillsCache(ColumnCache cache, ChunkKey key) {
        if (read.rows().positions() == null || !part.isNarrowed()) {
            return false;
        }
        boolean dense = (long) part.rows().count() * SelectedRows.ROWS_PER_RUN >= part.rowCount();
        return dense || cache.unkeptRows(key) > 0;
    }

    /** What decoded values depend on beside the file; not on the column's name, so that renaming it changes nothing. */
    private Object decoding(NestedField column, Type stored) {
        return new DecodedAs(
                stored, column.type(), column.isOptional(), stored.isPrimitive() ? Map.of() : read.constants());
    }

    private record DecodedAs(
            Type stored, org.apache.iceberg.types.Type type, boolean nullable, Map<Integer, ?> constants) {}

    private ColumnReader reader(ColumnChunks source, NestedField column, Field field, @Nullable Type stored) {
        if (stored == null) {
            return new ConstantColumnReader(
                    field, allocator, ConstantVectors.of(column, read), source.location(column.name()));
        }
        if (stored.isPrimitive() && !stored.isRepetition(Type.Repetition.REPEATED)) {
            return flat(source, field, stored.asPrimitiveType());
        }
        return NestedColumns.open(source, read, allocator, column, field, stored);
    }

    private ColumnReader flat(ColumnChunks source, Field field, PrimitiveType type) {
        boolean optional = type.isRepetition(Type.Repetition.OPTIONAL);
        ColumnDescriptor leaf = new ColumnDescriptor(new String[] {type.getName()}, type, 0, optional ? 1 : 0);
        LeafDecoders decoders = source.decoders(leaf, field.getType(), optional);
        return new FlatColumnReader(field, allocator, source.pages(leaf, decoders), decoders, optional);
    }
}
