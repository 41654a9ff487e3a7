package io.godwit.planner.scan;

import io.godwit.planner.scan.file.RowSelection;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;

/**
 * A part of one data file that one worker reads.
 *
 * @param file the file with its delete files
 * @param rows which part
 * @param firstRowOfSnapshot rows in the files before this one
 */
record ScanTask(FileScanTask file, RowSelection rows, long firstRowOfSnapshot) {
    /** Parts are about this large, so that all workers have something to do and the first batch comes soon. */
    private static final long PART_BYTES = 16L << 20;

    /** The file as parts in file order. */
    static List<ScanTask> split(FileScanTask file, long firstRowOfSnapshot) {
        List<ScanTask> parts = new ArrayList<>();
        boolean splits =
                file.file().format() == FileFormat.PARQUET && file.file().fileSizeInBytes() > PART_BYTES;
        for (FileScanTask part : splits ? file.split(PART_BYTES) : List.of(file)) {
            parts.add(new ScanTask(part, new RowSelection(part.start(), part.length(), null), firstRowOfSnapshot));
        }
        return parts;
    }
}
