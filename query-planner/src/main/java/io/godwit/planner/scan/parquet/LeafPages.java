package io.godwit.planner.scan.parquet;

import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** The data pages of a leaf column, each with the decoder that reads its values; dictionary pages are read on the way. */
final class LeafPages implements AutoCloseable {
    private final ChunkLocation location;
    private final ChunkPages pages;
    private final LeafDecoders decoders;
    private final boolean repeated;
    private final boolean optional;
    private long chunkValuesLeft;
    private int valuesLeft;
    private @Nullable ValueDecoder decoder;

    /** @param chunkValues values of the chunk, nulls included, as the footer says */
    LeafPages(
            ChunkLocation location,
            ChunkPages pages,
            LeafDecoders decoders,
            boolean repeated,
            boolean optional,
            long chunkValues) {
        this.location = location;
        this.pages = pages;
        this.decoders = decoders;
        this.repeated = repeated;
        this.optional = optional;
        this.chunkValuesLeft = chunkValues;
    }

    ChunkLocation location() {
        return location;
    }

    /** Values, or levels where the column is nested, that the current page still has. */
    int valuesLeft() {
        return valuesLeft;
    }

    /** Values of the pages behind the current one. */
    long chunkValuesLeft() {
        return chunkValuesLeft;
    }

    /** Says that {@code values} of the current page are done with. */
    void consume(int values) {
        valuesLeft -= values;
    }

    /** The decoder of the current page. */
    ValueDecoder decoder() {
        if (decoder == null) {
            throw new IllegalStateException("no page is loaded");
        }
        return decoder;
    }

    MemoryCursor definitionLevels() {
        return pages.definitionLevels();
    }

    MemoryCursor repetitionLevels() {
        return pages.repetitionLevels();
    }

    /**
     * Where no page is half read, passes over whole pages whose values are among the next {@code values}; returns how many
     * of these are left to pass over.
     */
    long skipPages(long values) {
        while (valuesLeft == 0 && values > 0) {
            PageHeader header = nextDataPage();
            if (header.valueCount() > values) {
                break;
            }
            pages.skip(header);
            chunkValuesLeft -= header.valueCount();
            values -= header.valueCount();
        }
        return values;
    }

    /** As {@link #skipPages} where pages begin with a row and say how many they have (v2); elsewhere nothing is skipped. */
    long skipPagesOfRows(long rows) {
        while (valuesLeft == 0 && rows > 0 && chunkValuesLeft > 0) {
            PageHeader header = nextDataPage();
            if (header.rowCount() < 0 || header.rowCount() > rows) {
                break;
            }
            pages.skip(header);
            chunkValuesLeft -= header.valueCount();
            rows -= header.rowCount();
        }
        return rows;
    }

    /** Whether what follows the current page, all of it read, cannot belong to the row that its last value is of. */
    boolean nextPageBeginsARow() {
        return !repeated || chunkValuesLeft == 0 || nextDataPage().rowCount() >= 0;
    }

    /** Loads the next page that has values. */
    void loadNext() {
        while (valuesLeft == 0) {
            PageHeader header = nextDataPage();
            pages.load(header);
            if (header.type() == PageType.DATA_PAGE) {
                splitVersionOne(header);
            }
            chunkValuesLeft -= header.valueCount();
            valuesLeft = header.valueCount();
            decoder = decoders.decoder(header.encoding());
            if (decoder == null) {
                throw location.unsupported("encoding " + header.encoding() + ", which its type does not have,");
            }
            MemoryCursor values = pages.values();
            decoder.reset(values.position(), values.remaining(), header.valueCount());
        }
    }

    private void splitVersionOne(PageHeader header) {
        if (repeated && header.repetitionEncoding() != Encoding.RLE
                || optional && header.definitionEncoding() != Encoding.RLE) {
            throw location.unsupported("levels in the deprecated encoding BIT_PACKED");
        }
        pages.splitVersionOne(repeated, optional);
    }

    private PageHeader nextDataPage() {
        for (PageHeader header = pages.peek(); header != null; header = pages.peek()) {
            if (header.type() != PageType.DICTIONARY_PAGE) {
                if (header.valueCount() > chunkValuesLeft) {
                    throw new MalformedPage("a page of %d values where the chunk has %d left"
                            .formatted(header.valueCount(), chunkValuesLeft));
                }
                return header;
            }
            pages.load(header);
            decoders.readDictionary(pages.values(), header.valueCount());
        }
        throw new MalformedPage("the column chunk ends with %d values missing".formatted(chunkValuesLeft));
    }

    @Override
    public void close() {
        pages.close();
    }
}
