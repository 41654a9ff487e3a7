package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.cache.ColumnCache;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.parquet.ParquetFileReader;
import io.godwit.planner.scan.parquet.file.Footer;
import io.godwit.planner.scan.record.RecordFileReader;
import org.apache.iceberg.FileFormat;
import org.jspecify.annotations.Nullable;

/** Gives each file to the reader for its format. Shared by all scans, for what it keeps between them. */
public final class FormatReaders implements FileReader {
    private static final long FOOTER_CACHE_BYTES = 64L << 20;

    private final @Nullable ColumnCache columns;
    private final FileReader parquet;
    private final FileReader records = new RecordFileReader();

    /** @param columns where decoded columns are kept, or null to keep none */
    public FormatReaders(@Nullable ColumnCache columns) {
        this.columns = columns;
        this.parquet = new ParquetFileReader(FOOTER_CACHE_BYTES, columns);
    }

    /** Reads a footer of no file, so that the classes for it are loaded. */
    public static void warmUp() {
        Footer.ofNoFile();
    }

    @Override
    public @Nullable ColumnCache columns() {
        return columns;
    }

    @Override
    public FileBatches open(ExecutionContext context, FileRead read) {
        return (read.format() == FileFormat.PARQUET ? parquet : records).open(context, read);
    }
}
