package io.godwit.planner.scan.plan;

import io.godwit.pitjoin.spec.FeatureSource;
import java.util.Comparator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The defined order of a scan, by data sequence number, path and position, and the columns a join orders by. */
public final class ScanOrder {
    /** Decides ties between rows of equal times; the id is one no table and no specification uses. */
    public static final NestedField SEQUENCE_NUMBER =
            NestedField.required(Integer.MAX_VALUE - 10_001, FeatureSource.SEQUENCE_NUMBER, Types.LongType.get());

    /** Position of a row among all rows of the files of a snapshot. */
    public static final NestedField ROW_ID =
            NestedField.required(Integer.MAX_VALUE - 10_002, FeatureSource.ROW_ID, Types.LongType.get());

    static final Comparator<DataFile> FILES =
            Comparator.comparingLong(ScanOrder::sequenceNumber).thenComparing(DataFile::location);

    static final Comparator<FileScanTask> TASKS = Comparator.comparing(FileScanTask::file, FILES);

    private ScanOrder() {}

    /** Files of format version 1 have none; they come before all others. */
    static long sequenceNumber(DataFile file) {
        Long number = file.dataSequenceNumber();
        return number == null ? 0 : number;
    }
}
