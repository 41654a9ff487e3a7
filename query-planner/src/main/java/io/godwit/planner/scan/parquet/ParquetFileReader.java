package io.godwit.planner.scan.parquet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.parquet.file.FileBytes;
import io.godwit.planner.scan.parquet.file.Footer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet files straight into Arrow vectors. Footers are kept by path: data files never change.
 *
 * <p>Of every file, row groups that cannot hold a row for which the pruning expression is true are left out. Of the others
 * the columns of the row filter are decoded first, and of the remaining columns only the rows that passed. A damaged or
 * hostile file gives a {@link io.godwit.pitjoin.batch.GodwitException} that names file, row group and column.
 */
public final class ParquetFileReader implements FileReader {
    /** Metadata in memory takes several times its bytes in the file. */
    private static final int BYTES_PER_FOOTER_BYTE = 8;

    private final Cache<String, Footer> footers;
    private final @Nullable ColumnCache columns;

    /** Keeps no decoded columns. */
    public ParquetFileReader(long footerCacheBytes) {
        this(footerCacheBytes, null);
    }

    /**
     * @param footerCacheBytes how much memory footers may take, roughly
     * @param columns where decoded columns are kept, or null to keep none
     */
    public ParquetFileReader(long footerCacheBytes, @Nullable ColumnCache columns) {
        this.columns = columns;
        footers = Caffeine.newBuilder()
                .maximumWeight(footerCacheBytes)
                .weigher((String path, Footer footer) -> Math.multiplyExact(
                        Math.min(footer.sizeBytes(), Integer.MAX_VALUE / BYTES_PER_FOOTER_BYTE), BYTES_PER_FOOTER_BYTE))
                .build();
    }

    @Override
    public FileBatches open(ExecutionContext context, FileRead read) {
        return new ParquetFileBatches(context, read, this::footer, columns);
    }

    private Footer footer(FileBytes bytes, FileRead read) {
        return footers.get(read.input().location(), location -> Footer.read(bytes, location, read.length()));
    }
}
