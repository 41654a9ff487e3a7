package io.godwit.planner.write.parquet;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * One column of one row group: cuts its rows into pages, each dictionary-encoded as long as that pays and PLAIN from then
 * on, and holds the finished pages until the row group is written. For one thread at a time.
 */
final class ColumnChunk implements AutoCloseable {
    private static final int SPARE_BYTES = 64;
    private static final double LEAST_GAIN = 0.9;

    private final ColumnDescriptor column;
    private final Leaf leaf;
    private final WriteOptions options;
    private final Page page;
    private final PageBounds bounds;
    private final FloatTally tally = new FloatTally();
    private final List<EncodedPage> pages = new ArrayList<>();
    private final @Nullable ValueDictionary dictionary;
    private boolean usesDictionary;
    private boolean isStored;
    private @Nullable EncodedPage dictionaryPage;

    ColumnChunk(ColumnDescriptor column, Leaf leaf, WriteOptions options, BufferAllocator allocator) {
        this.column = column;
        this.leaf = leaf;
        this.options = options;
        this.page = new Page(column, allocator);
        this.bounds = PageBounds.of(type(), tally);
        this.dictionary = ValueDictionary.of(type(), allocator);
        this.usesDictionary = dictionary != null;
    }

    ColumnDescriptor column() {
        return column;
    }

    CompressionCodecName codec() {
        return isStored ? CompressionCodecName.UNCOMPRESSED : options.codec();
    }

    FloatTally tally() {
        return tally;
    }

    List<EncodedPage> pages() {
        return pages;
    }

    /** The number of its entries is its value count; null where no page uses one. Known after {@link #finish}. */
    @Nullable
    EncodedPage dictionaryPage() {
        return dictionaryPage;
    }

    long valueCount() {
        return pages.stream().mapToLong(EncodedPage::valueCount).sum();
    }

    /** Adds the rows of a batch, which stays the caller's. */
    void add(VectorSchemaRoot batch, PageScratch scratch) {
        int rows = batch.getRowCount();
        leaf.enter(batch);
        for (int row = 0; row < rows; ) {
            int to = Math.min(rows, row + options.pageRows() - page.rowCount());
            row += leaf.take(row, to, options.pageBytes() - page.values.byteCount(), page);
            if (page.rowCount() >= options.pageRows() || page.values.byteCount() >= options.pageBytes()) {
                finishPage(scratch);
            }
        }
    }

    /** Ends the last page, and with it the chunk. */
    void finish(PageScratch scratch) {
        if (page.rowCount() > 0) {
            finishPage(scratch);
        }
        page.close();
        if (dictionary != null && dictionary.entries.count() > 0) {
            scratch.begin(dictionary.entries.byteCount());
            scratch.add(dictionary.entries);
            dictionaryPage = new EncodedPage(
                    isStored ? scratch.store() : scratch.compress(),
                    scratch.bodyBytes(),
                    dictionary.entries.count(),
                    0,
                    Statistics.createStats(type()),
                    Encoding.PLAIN);
            dictionary.close();
        }
    }

    private void finishPage(PageScratch scratch) {
        Statistics<?> statistics = Statistics.createStats(type());
        statistics.incrementNumNulls(page.nullCount());
        if (page.values.count() > 0) {
            bounds.widen(page.values, statistics);
        }
        tally.count(page.valueCount(), page.nullCount());
        Encoding encoding = fillBody(scratch);
        pages.add(new EncodedPage(
                compressed(scratch), scratch.bodyBytes(), page.valueCount(), page.rowCount(), statistics, encoding));
        page.clear();
    }

    /**
     * Numbers that look random, such as most measurements, hardly shrink, nor do indexes of a dictionary whose values come in no
     * order; yet they cost every reader their decompression. The first page decides, unless runs have made it all but vanish.
     */
    private ArrowBuf compressed(PageScratch scratch) {
        if (isStored) {
            return scratch.store();
        }
        ArrowBuf compressed = scratch.compress();
        boolean isFirst = pages.isEmpty() && column.getMaxRepetitionLevel() == 0;
        boolean isNumber = usesDictionary || type().getPrimitiveTypeName() != PrimitiveTypeName.BINARY;
        boolean hasBits = scratch.bodyBytes() >= page.valueCount() / Byte.SIZE;
        if (isFirst && isNumber && hasBits && compressed.writerIndex() > LEAST_GAIN * scratch.bodyBytes()) {
            isStored = true;
            compressed.close();
            return scratch.store();
        }
        return compressed;
    }

    private Encoding fillBody(PageScratch scratch) {
        // Levels and indexes cost four bytes each at most; their encoders may leave a group of eight half full.
        scratch.begin(page.values.byteCount() + 12L * page.valueCount() + SPARE_BYTES);
        scratch.addLevels(page.repetitions);
        scratch.addLevels(page.definitions);
        if (page.values.count() == 0) {
            return Encoding.PLAIN;
        }
        if (usesDictionary && addIndexes(scratch)) {
            return Encoding.RLE_DICTIONARY;
        }
        giveUpDictionary(scratch);
        if (type().getPrimitiveTypeName() == PrimitiveTypeName.BOOLEAN) {
            scratch.addBits(page.values);
        } else {
            scratch.add(page.values);
        }
        return Encoding.PLAIN;
    }

    /** What is stored when its dictionary grows too large has plain values from then on, and they may well shrink. */
    private void giveUpDictionary(PageScratch scratch) {
        if (usesDictionary && isStored) {
            isStored = false;
            pages.replaceAll(scratch::compressed);
        }
        usesDictionary = false;
    }

    /** The first values decide whether a dictionary pays; later on it only must not grow too large. */
    private boolean addIndexes(PageScratch scratch) {
        ValueDictionary distinct = requireNonNull(dictionary, "dictionary");
        int plainBytes = page.values.byteCount();
        boolean isFirst = distinct.entries.count() == 0;
        int[] indexes = scratch.indexes(page.values.count());
        int limit = isFirst ? Math.min(options.dictionaryBytes(), plainBytes) : options.dictionaryBytes();
        if (!distinct.encode(page.values, indexes, limit)) {
            return false;
        }
        int before = scratch.bodyBytes();
        scratch.addIndexes(
                page.values.count(), Math.max(1, BytesUtils.getWidthFromMaxInt(distinct.entries.count() - 1)));
        if (isFirst && scratch.bodyBytes() - before + distinct.entries.byteCount() >= plainBytes) {
            distinct.entries.truncate(0, 0);
            scratch.truncate(before);
            return false;
        }
        return true;
    }

    private PrimitiveType type() {
        return column.getPrimitiveType();
    }

    @Override
    public void close() {
        page.close();
        pages.forEach(EncodedPage::close);
        pages.clear();
        if (dictionary != null) {
            dictionary.close();
        }
        if (dictionaryPage != null) {
            dictionaryPage.close();
            dictionaryPage = null;
        }
    }
}
