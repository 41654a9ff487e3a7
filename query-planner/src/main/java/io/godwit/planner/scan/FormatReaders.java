package io.godwit.planner.scan;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.parquet.ParquetFileReader;
import org.apache.iceberg.FileFormat;

/** Gives each file to the reader for its format. */
final class FormatReaders implements FileReader {
    private static final long FOOTER_CACHE_BYTES = 64L << 20;

    /** Shared by all scans, for the footers it keeps. */
    private static final FileReader PARQUET = new ParquetFileReader(FOOTER_CACHE_BYTES);

    private static final FileReader RECORDS = new RecordFileReader();

    @Override
    public FileBatches open(ExecutionContext context, FileRead read) {
        return (read.format() == FileFormat.PARQUET ? PARQUET : RECORDS).open(context, read);
    }
}
