package io.godwit.planner.scan.parquet.page;

import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.encoding.ValueDecoder;
import io.godwit.planner.scan.parquet.file.ChunkLocation;
import io.godwit.planner.scan.parquet.file.PageHeader;
import io.godwit.planner.scan.parquet.file.PageLocations;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** The data pages of a leaf column, each with the decoder that reads its values; dictionary pages are read on the way. */
public final class LeafPages implements AutoCloseable {
    private final ChunkLocation location;
    private final ChunkPages pages;
    private final LeafDecoders decoders;
    private final boolean repeated;
    private final boolean optional;
    private final long chunkValues;
    private final PageSeek seek;
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
            long chunkValues,
            PageSeek seek) {
        this.location = location;
        this.pages = pages;
        this.decoders = decoders;
        this.repeated = repeated;
        this.optional = optional;
        this.chunkValues = chunkValues;
        this.chunkValuesLeft = chunkValues;
        this.seek = seek;
    }

    public ChunkLocation location() {
        return location;
    }

    /** Values, or levels where the column is nested, that the current page still has. */
    public int valuesLeft() {
        return valuesLeft;
    }

    /** Whether there are pages behind the current one. */
    public boolean hasMorePages() {
        PageLocations known = seek.known();
        return known == null ? chunkValuesLeft > 0 : !seek.isLast(known);
    }

    /**
     * Goes to the page that has a row, where that is one behind the current page and the file says where it stands; what is left of the
     * current page is then done with. Returns that page's first row, or {@link PageSeek#NOWHERE}.
     */
    public int seek(long row) {
        int page = seek.pageAhead(row);
        PageLocations known = seek.known();
        if (page == PageSeek.NOWHERE || known == null) {
            return PageSeek.NOWHERE;
        }
        readDictionaryBefore(known.start(0));
        pages.seek(known.start(page), known.size(page));
        seek.jump(page);
        valuesLeft = 0;
        if (!repeated) {
            chunkValuesLeft = chunkValues - known.firstRow(page);
        }
        return known.firstRow(page);
    }

    private void readDictionaryBefore(long firstPage) {
        if (pages.position() < firstPage) {
            pages.seek(pages.position(), (int) Math.min(Integer.MAX_VALUE, firstPage - pages.position()));
        }
        while (pages.position() < firstPage) {
            PageHeader header = pages.peek();
            if (header == null || header.type() != PageType.DICTIONARY_PAGE) {
                return;
            }
            decoders.readDictionary(pages.takeDictionary(header));
        }
    }

    /** Compares the rows before the page just loaded with what the file says of it. */
    public void checkFirstRow(long row) {
        seek.checkFirstRow(row);
    }

    /** Says that {@code values} of the current page are done with. */
    public void consume(int values) {
        valuesLeft -= values;
    }

    /** The decoder of the current page. */
    public ValueDecoder decoder() {
        if (decoder == null) {
            throw new IllegalStateException("no page is loaded");
        }
        return decoder;
    }

    public MemoryCursor definitionLevels() {
        return pages.definitionLevels();
    }

    public MemoryCursor repetitionLevels() {
        return pages.repetitionLevels();
    }

    /**
     * Passes over whole pages, and the rest of the current one, whose values are among the next {@code values}; returns how many of
     * these are left to pass over. Only where every row has one value.
     */
    public long skipPages(long values) {
        if (values <= valuesLeft) {
            return values;
        }
        long row = chunkValues - chunkValuesLeft - valuesLeft;
        int reached = seek(row + values);
        if (reached == PageSeek.NOWHERE) {
            values -= valuesLeft;
            valuesLeft = 0;
        } else {
            values -= reached - row;
        }
        while (valuesLeft == 0 && values > 0) {
            PageHeader header = nextDataPage();
            if (header.valueCount() > values) {
                break;
            }
            pages.skip(header);
            seek.pass();
            chunkValuesLeft -= header.valueCount();
            values -= header.valueCount();
        }
        return values;
    }

    /** As {@link #skipPages} where pages begin with a row and say how many they have (v2); elsewhere nothing is skipped. */
    public long skipPagesOfRows(long rows) {
        while (valuesLeft == 0 && rows > 0 && chunkValuesLeft > 0) {
            PageHeader header = nextDataPage();
            if (header.rowCount() < 0 || header.rowCount() > rows) {
                break;
            }
            pages.skip(header);
            seek.pass();
            chunkValuesLeft -= header.valueCount();
            rows -= header.rowCount();
        }
        return rows;
    }

    /** Whether what follows the current page, all of it read, cannot belong to the row that its last value is of. */
    public boolean nextPageBeginsARow() {
        return !repeated
                || !hasMorePages()
                || seek.known() != null
                || nextDataPage().rowCount() >= 0;
    }

    /** Loads the next page that has values. */
    public void loadNext() {
        while (valuesLeft == 0) {
            PageHeader header = nextDataPage();
            pages.load(header);
            seek.load(header, repeated);
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
            decoders.readDictionary(pages.takeDictionary(header));
        }
        throw new MalformedPage("the column chunk ends with %d values missing".formatted(chunkValuesLeft));
    }

    @Override
    public void close() {
        seek.finish();
        pages.close();
    }
}
