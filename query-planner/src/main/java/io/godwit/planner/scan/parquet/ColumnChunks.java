package io.godwit.planner.scan.parquet;

import io.godwit.planner.scan.FileRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** The column chunks of one row group, with what the footer says of them checked before it is believed. */
final class ColumnChunks {
    private final BufferAllocator allocator;
    private final FileRead read;
    private final FileBytes bytes;
    private final RowGroupPart part;
    private final List<FileBytes.Range> ranges = new ArrayList<>();
    private final Map<ColumnPath, ColumnChunkMetaData> chunks = new HashMap<>();

    ColumnChunks(BufferAllocator allocator, FileRead read, FileBytes bytes, RowGroupPart part) {
        this.allocator = allocator;
        this.read = read;
        this.bytes = bytes;
        this.part = part;
        part.rowGroup().getColumns().forEach(chunk -> chunks.put(chunk.getPath(), chunk));
    }

    /** Where the chunks stand whose pages were opened since the last time. */
    List<FileBytes.Range> takeRanges() {
        List<FileBytes.Range> taken = List.copyOf(ranges);
        ranges.clear();
        return taken;
    }

    ColumnDescriptor leaf(String[] path) {
        return part.schema().getColumnDescription(path);
    }

    /** Decoders of a leaf into vectors of a type. */
    LeafDecoders decoders(ColumnDescriptor leaf, ArrowType type, boolean nullable) {
        PrimitiveType stored = leaf.getPrimitiveType();
        LeafDecoders decoders = LeafTypes.decoders(allocator, stored, type, nullable);
        if (decoders == null) {
            throw location(leaf.getPath()).unsupported("type " + stored + ", which is not read as " + type + ",");
        }
        return decoders;
    }

    /** The pages of a leaf; on failure the decoders are closed. */
    LeafPages pages(ColumnDescriptor leaf, LeafDecoders decoders) {
        try {
            ChunkLocation location = location(leaf.getPath());
            ColumnChunkMetaData chunk = chunk(leaf, location);
            ranges.add(new FileBytes.Range(chunk.getStartingPos(), chunk.getStartingPos() + chunk.getTotalSize()));
            ChunkBytes chunkBytes =
                    new ChunkBytes(bytes, allocator, read.metrics(), chunk.getStartingPos(), chunk.getTotalSize());
            Decompressor decompressor = Decompressor.of(chunk.getCodec());
            if (decompressor == null) {
                throw location.unsupported("codec " + chunk.getCodec());
            }
            boolean stored = chunk.getCodec() == CompressionCodecName.UNCOMPRESSED;
            return new LeafPages(
                    location,
                    new ChunkPages(chunkBytes, decompressor, stored, allocator, read.metrics()),
                    decoders,
                    leaf.getMaxRepetitionLevel() > 0,
                    leaf.getMaxDefinitionLevel() > 0,
                    chunk.getValueCount());
        } catch (RuntimeException e) {
            decoders.close();
            throw e;
        }
    }

    ChunkLocation location(String... path) {
        return new ChunkLocation(read.input().location(), part.ordinal(), String.join(".", path));
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
        boolean oneValueARow = leaf.getMaxRepetitionLevel() == 0;
        if (chunk.getValueCount() < 0 || oneValueARow && chunk.getValueCount() != part.rowCount()) {
            throw location.corrupt(new MalformedPage(
                    "%d values in a row group of %d rows".formatted(chunk.getValueCount(), part.rowCount())));
        }
        return chunk;
    }
}
