package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.file.FileRead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.expressions.Expressions;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The page indexes of a row group: what each page holds (column index) and where it stands (offset index). Read when first
 * asked for, those of all columns of a read at once, since writers put them side by side. An index that is missing or cannot be
 * read is null: pages are then found by their headers. Safe for use by many threads.
 */
public final class PageIndexes {
    /** Indexes this far apart are one request. */
    private static final long LARGEST_GAP = 64 << 10;

    /** Indexes of more than this are not worth reading, nor likely to be meant. */
    private static final long MOST_BYTES = 16 << 20;

    private final FileRead read;
    private final FileBytes bytes;
    private final BlockMetaData rowGroup;
    private final List<ColumnChunkMetaData> chunks = new ArrayList<>();
    private final Map<ColumnPath, Optional<PageLocations>> locations = new HashMap<>();
    private final Map<ColumnPath, Optional<ColumnIndex>> contents = new HashMap<>();
    private @Nullable Map<FileBytes.Range, ByteBuffer> loaded;

    /** @param schema of the file, with field ids */
    PageIndexes(FileRead read, FileBytes bytes, BlockMetaData rowGroup, MessageType schema) {
        this.read = read;
        this.bytes = bytes;
        this.rowGroup = rowGroup;
        Set<Integer> ids = new HashSet<>();
        read.columns().columns().forEach(column -> ids.add(column.fieldId()));
        read.filter().columns().forEach(column -> ids.add(column.fieldId()));
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
            String column = chunk.getPath().toArray()[0];
            Type.@Nullable ID id =
                    schema.containsField(column) ? schema.getType(column).getId() : null;
            if (id != null && ids.contains(id.intValue())) {
                chunks.add(chunk);
            }
        }
    }

    /** Where the pages of a chunk stand. */
    public synchronized @Nullable PageLocations locations(ColumnChunkMetaData chunk) {
        return locations
                .computeIfAbsent(chunk.getPath(), path -> Optional.ofNullable(readLocations(chunk)))
                .orElse(null);
    }

    private @Nullable PageLocations readLocations(ColumnChunkMetaData chunk) {
        try {
            InputStream in = open(chunk.getOffsetIndexReference());
            return in == null ? null : PageLocations.of(Util.readOffsetIndex(in), chunk, (int) rowGroup.getRowCount());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** What the pages of a chunk hold. */
    synchronized @Nullable ColumnIndex contents(ColumnChunkMetaData chunk) {
        return contents.computeIfAbsent(chunk.getPath(), path -> Optional.ofNullable(readContents(chunk)))
                .orElse(null);
    }

    private @Nullable ColumnIndex readContents(ColumnChunkMetaData chunk) {
        try {
            InputStream in = open(chunk.getColumnIndexReference());
            return in == null ? null : Util.readColumnIndex(in);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** The bytes of all wanted chunks of the row group. */
    public long chunkBytes() {
        return chunks.stream().mapToLong(ColumnChunkMetaData::getTotalSize).sum();
    }

    /** The pages of all wanted chunks, as far as the file says. */
    public long pageCount() {
        return chunks.stream()
                .map(this::locations)
                .mapToLong(pages -> pages == null ? 0 : pages.count())
                .sum();
    }

    private @Nullable InputStream open(@Nullable IndexReference reference) {
        if (reference == null || !isWithinFile(reference)) {
            return null;
        }
        for (Map.Entry<FileBytes.Range, ByteBuffer> span : load().entrySet()) {
            FileBytes.Range range = span.getKey();
            long offset = reference.getOffset() - range.start();
            if (offset >= 0 && reference.getOffset() + reference.getLength() <= range.end()) {
                ByteBuffer index = span.getValue().slice((int) offset, reference.getLength());
                CompactThrift.check(index.duplicate());
                return new ByteArrayInputStream(index.array(), index.arrayOffset(), index.remaining());
            }
        }
        return null;
    }

    private boolean isWithinFile(IndexReference reference) {
        return reference.getOffset() > 0
                && reference.getLength() > 0
                && reference.getOffset() <= read.length() - reference.getLength();
    }

    private Map<FileBytes.Range, ByteBuffer> load() {
        if (loaded == null) {
            loaded = new HashMap<>();
            List<FileBytes.Range> ranges = new ArrayList<>();
            for (ColumnChunkMetaData chunk : chunks) {
                add(chunk.getOffsetIndexReference(), ranges);
                if (read.pruning() != Expressions.alwaysTrue()) {
                    add(chunk.getColumnIndexReference(), ranges);
                }
            }
            List<FileBytes.Range> spans = FileBytes.coalesce(ranges, LARGEST_GAP);
            if (spans.stream().mapToLong(span -> span.end() - span.start()).sum() <= MOST_BYTES) {
                for (FileBytes.Range span : spans) {
                    ByteBuffer target = ByteBuffer.allocate((int) (span.end() - span.start()));
                    bytes.read(span.start(), target);
                    loaded.put(span, target.flip());
                }
            }
        }
        return loaded;
    }

    private void add(@Nullable IndexReference reference, List<FileBytes.Range> ranges) {
        if (reference != null && isWithinFile(reference)) {
            ranges.add(new FileBytes.Range(reference.getOffset(), reference.getOffset() + reference.getLength()));
        }
    }
}
