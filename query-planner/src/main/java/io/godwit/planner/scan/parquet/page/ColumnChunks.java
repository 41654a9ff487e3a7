package io.godwit.planner.scan.parquet.page;

import io.godwit.pitjoin.batch.Cancellation;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.parquet.encoding.Decompressor;
import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.file.ChunkLocation;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.PageHeader;
import io.godwit.planner.scan.parquet.file.PageLocations;
import io.godwit.planner.scan.parquet.file.RowGroupPart;
import io.godwit.planner.scan.parquet.file.SelectedRows;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** The column chunks of one row group, with what the footer says of them checked before it is believed. */
public final class ColumnChunks {
    /** Looking through a dictionary costs more than decoding with it; beyond this it is seldom worth it. */
    private static final int LARGEST_DICTIONARY_LOOKED_THROUGH = 1 << 13;

    private final BufferAllocator allocator;
    private final Cancellation cancellation;
    private final FileRead read;
    private final FileBytes bytes;
    private final RowGroupPart part;
    private final List<FileBytes.Range> ranges = new ArrayList<>();
    private final Map<ColumnPath, ColumnChunkMetaData> chunks = new HashMap<>();

    public ColumnChunks(ExecutionContext context, FileRead read, FileBytes bytes, RowGroupPart part) {
        this.allocator = context.allocator();
        this.cancellation = context.cancellation();
        this.read = read;
        this.bytes = bytes;
        this.part = part;
        part.rowGroup().getColumns().forEach(chunk -> chunks.put(chunk.getPath(), chunk));
    }

    /** Where the chunks stand whose pages were opened since the last time. */
    public List<FileBytes.Range> takeRanges() {
        List<FileBytes.Range> taken = List.copyOf(ranges);
        ranges.clear();
        return taken;
    }

    public ColumnDescriptor leaf(String[] path) {
        return part.schema().getColumnDescription(path);
    }

    /** Decoders of a leaf into vectors of a type. */
    public LeafDecoders decoders(ColumnDescriptor leaf, ArrowType type, boolean nullable) {
        PrimitiveType stored = leaf.getPrimitiveType();
        LeafDecoders decoders = LeafTypes.decoders(allocator, stored, type, nullable);
        if (decoders == null) {
            throw location(leaf.getPath()).unsupported("type " + stored + ", which is not read as " + type + ",");
        }
        return decoders;
    }

    /** The pages of a leaf; on failure the decoders are closed. */
    public LeafPages pages(ColumnDescriptor leaf, LeafDecoders decoders) {
        try {
            ChunkLocation location = location(leaf.getPath());
            ColumnChunkMetaData chunk = chunk(leaf, location);
            long end = chunk.getStartingPos() + chunk.getTotalSize();
            PageLocations locations = part.isNarrowed() ? part.indexes().locations(chunk) : null;
            List<FileBytes.Range> wanted = locations == null
                    ? List.of(new FileBytes.Range(chunk.getStartingPos(), end))
                    : locations.ranges(part.rows().withoutGapsBelow(SelectedRows.ROWS_PER_RUN));
            ranges.addAll(wanted);
            return new LeafPages(
                    location,
                    pages(chunk, wanted, location),
                    decoders,
                    leaf.getMaxRepetitionLevel() > 0,
                    leaf.getMaxDefinitionLevel() > 0,
                    chunk.getValueCount(),
                    new PageSeek(read.metrics(), () -> locationsOf(chunk), locations));
        } catch (RuntimeException e) {
            decoders.close();
            throw e;
        }
    }

    /** Asked for when rows are passed over: of a remote file the pages between are on their way already. */
    private @Nullable PageLocations locationsOf(ColumnChunkMetaData chunk) {
        return bytes.bytesPerRequest() == 0 ? part.indexes().locations(chunk) : null;
    }

    /** The dictionary of a leaf's chunk, or null where there is none or one too large to look through. */
    @Nullable
    public DictionaryPage dictionaryPage(ColumnDescriptor leaf) {
        ChunkLocation location = location(leaf.getPath());
        ColumnChunkMetaData chunk = chunk(leaf, location);
        long end = Math.min(chunk.getFirstDataPageOffset(), chunk.getStartingPos() + chunk.getTotalSize());
        if (end <= chunk.getStartingPos()) {
            return null;
        }
        try (ChunkPages pages = pages(chunk, List.of(new FileBytes.Range(chunk.getStartingPos(), end)), location)) {
            PageHeader header = pages.peek();
            if (header == null
                    || header.type() != PageType.DICTIONARY_PAGE
                    || header.valueCount() > LARGEST_DICTIONARY_LOOKED_THROUGH) {
                return null;
            }
            pages.load(header);
            byte[] values = new byte[(int) pages.values().remaining()];
            MemoryUtil.copyFromMemory(pages.values().position(), values, 0, values.length);
            return header.valueCount() > values.length
                    ? null
                    : new DictionaryPage(BytesInput.from(values), header.valueCount(), Encoding.PLAIN);
        }
    }

    private ChunkPages pages(ColumnChunkMetaData chunk, List<FileBytes.Range> wanted, ChunkLocation location) {
        Decompressor decompressor = Decompressor.of(chunk.getCodec());
        if (decompressor == null) {
            throw location.unsupported("codec " + chunk.getCodec());
        }
        return new ChunkPages(
                new ChunkBytes(bytes, allocator, read.metrics(), wanted),
                decompressor,
                chunk.getCodec() == CompressionCodecName.UNCOMPRESSED,
                allocator,
                read.metrics(),
                cancellation);
    }

    public ChunkLocation location(String... path) {
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
