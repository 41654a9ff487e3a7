package io.godwit.planner.scan.parquet.page;

import io.godwit.planner.scan.file.ScanMetrics;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import io.godwit.planner.scan.parquet.file.PageHeader;
import io.godwit.planner.scan.parquet.file.PageLocations;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a chunk a reader is at, and which it may go to next by the offset index. Where there is an index, every page
 * loaded is compared with it, so that rows never shift against those of other columns.
 */
public final class PageSeek {
    public static final int NOWHERE = -1;

    private final ScanMetrics metrics;
    private final Supplier<@Nullable PageLocations> index;
    private @Nullable PageLocations locations;
    private boolean asked;
    private int page = -1;
    private int loadedPages;
    private int passedPages;
    private long loadedBytes;

    /**
     * @param index asked when rows are to be passed over
     * @param locations what it says, where that is known already
     */
    PageSeek(ScanMetrics metrics, Supplier<@Nullable PageLocations> index, @Nullable PageLocations locations) {
        this.metrics = metrics;
        this.index = index;
        this.locations = locations;
        this.asked = locations != null;
    }

    @Nullable
    PageLocations known() {
        return locations;
    }

    /** The page that has a row, or {@link #NOWHERE} where that is the current page or no index tells. */
    int pageAhead(long row) {
        if (!asked) {
            asked = true;
            locations = index.get();
        }
        int found = locations == null ? NOWHERE : locations.pageOf(row);
        return found > page ? found : NOWHERE;
    }

    /** Says that {@code next} will be the next page. */
    void jump(int next) {
        page = next - 1;
    }

    /** Whether the chunk has no page behind the current one; only to be asked where there is an index. */
    boolean isLast(PageLocations known) {
        return page + 1 >= known.count();
    }

    /** Counts a page that is passed over by its header. */
    void pass() {
        page++;
        passedPages++;
    }

    /** Counts a page that is loaded, and compares it with the index. */
    void load(PageHeader header, boolean repeated) {
        page++;
        loadedPages++;
        PageLocations known = locations;
        if (known == null) {
            return;
        }
        if (page >= known.count()) {
            throw new MalformedPage("more pages than the %d of its offset index".formatted(known.count()));
        }
        loadedBytes += known.size(page);
        int rows = repeated ? header.rowCount() : header.valueCount();
        if (rows >= 0 && rows != known.rows(page)) {
            throw new MalformedPage(
                    "page %d has %d rows where the offset index says %d".formatted(page, rows, known.rows(page)));
        }
    }

    /** Compares the rows before the page just loaded with the index. */
    void checkFirstRow(long row) {
        PageLocations known = locations;
        if (known != null && known.firstRow(page) != row) {
            throw new MalformedPage("page %d begins with row %d where the offset index says %d"
                    .formatted(page, row, known.firstRow(page)));
        }
    }

    /** Counts the pages that were never read. */
    void finish() {
        PageLocations known = locations;
        if (known != null) {
            metrics.add(Counter.PAGES_SKIPPED, Math.max(0, known.count() - loadedPages - passedPages));
            metrics.add(Counter.BYTES_SKIPPED, Math.max(0, known.bytes() - loadedBytes));
            locations = null;
        }
    }
}
