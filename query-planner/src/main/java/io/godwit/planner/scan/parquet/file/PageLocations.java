package io.godwit.planner.scan.parquet.file;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/** Where the data pages of a column chunk stand, and which rows each has, as the file's offset index says. Immutable. */
public final class PageLocations {
    private final long chunkStart;
    private final long[] starts;
    private final long[] ends;

    /** For every page its first row, and behind the last one the rows of the row group. */
    private final int[] firstRows;

    private PageLocations(long chunkStart, long[] starts, long[] ends, int[] firstRows) {
        this.chunkStart = chunkStart;
        this.starts = starts;
        this.ends = ends;
        this.firstRows = firstRows;
    }

    /** The locations, compared with the chunk they are of. */
    static PageLocations of(OffsetIndex index, ColumnChunkMetaData chunk, int rowCount) {
        List<PageLocation> pages = index.getPage_locations();
        int count = pages.size();
        PageLocations locations =
                new PageLocations(chunk.getStartingPos(), new long[count], new long[count], new int[count + 1]);
        long previousEnd = chunk.getStartingPos();
        long previousRow = 0;
        for (int i = 0; i < count; i++) {
            PageLocation page = pages.get(i);
            boolean rowFits = page.getFirst_row_index() >= previousRow
                    && page.getFirst_row_index() <= rowCount
                    && (i > 0 || page.getFirst_row_index() == 0);
            if (page.getOffset() < previousEnd || page.getCompressed_page_size() <= 0 || !rowFits) {
                throw new MalformedPage("the offset index places page %d of %d at byte %d, row %d"
                        .formatted(i, count, page.getOffset(), page.getFirst_row_index()));
            }
            previousEnd = page.getOffset() + page.getCompressed_page_size();
            previousRow = page.getFirst_row_index();
            locations.starts[i] = page.getOffset();
            locations.ends[i] = previousEnd;
            locations.firstRows[i] = (int) previousRow;
        }
        if (count == 0 || previousEnd > chunk.getStartingPos() + chunk.getTotalSize()) {
            throw new MalformedPage(
                    "the offset index has %d pages, the last one to byte %d".formatted(count, previousEnd));
        }
        locations.firstRows[count] = rowCount;
        return locations;
    }

    public int count() {
        return starts.length;
    }

    /** The first byte of a page's header. */
    public long start(int page) {
        return starts[page];
    }

    /** Bytes of a page, its header included. */
    public int size(int page) {
        return (int) (ends[page] - starts[page]);
    }

    /** Bytes of all pages. */
    public long bytes() {
        long bytes = 0;
        for (int page = 0; page < count(); page++) {
            bytes += size(page);
        }
        return bytes;
    }

    public int firstRow(int page) {
        return firstRows[page];
    }

    /** How many rows begin in a page. */
    public int rows(int page) {
        return firstRows[page + 1] - firstRows[page];
    }

    /** The page that has a row of the row group. */
    public int pageOf(long row) {
        int found = Arrays.binarySearch(firstRows, 0, count(), (int) row);
        int page = found < 0 ? -found - 2 : found;
        while (page + 1 < count() && firstRows[page + 1] <= row) {
            page++;
        }
        return page;
    }

    /** The bytes of the pages that have any of the rows, and of the dictionary in front of them. */
    public List<FileBytes.Range> ranges(RowRanges rows) {
        List<FileBytes.Range> ranges = new ArrayList<>();
        long start = chunkStart;
        long end = starts[0];
        for (int page = 0; page < count(); page++) {
            if (!rows.overlaps(firstRows[page], firstRows[page + 1])) {
                continue;
            }
            if (starts[page] != end) {
                add(start, end, ranges);
                start = starts[page];
            }
            end = ends[page];
        }
        add(start, end, ranges);
        return ranges;
    }

    private static void add(long start, long end, List<FileBytes.Range> ranges) {
        if (start < end) {
            ranges.add(new FileBytes.Range(start, end));
        }
    }
}
