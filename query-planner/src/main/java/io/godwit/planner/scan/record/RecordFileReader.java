package io.godwit.planner.scan.record;

import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.scan.file.FileBatches;
import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.FileReader;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads Parquet, Avro and ORC with Iceberg's own generic readers, record by record. Slow and right: it serves the formats
 * for which there is nothing faster, and is what a faster reader is tested against.
 */
public final class RecordFileReader implements FileReader {
    /** Less than any row id or sequence number can be, even after a row position was added to it. */
    private static final long NOT_STORED = Long.MIN_VALUE / 2;

    @Override
    public FileBatches open(ExecutionContext context, FileRead read) {
        Schema records = RecordSchemas.covering(read);
        CloseableIterable<Record> rows =
                read.format() == FileFormat.ORC ? OrcRecords.open(read, records, constants(read)) : open(read, records);
        read.metrics().add(Counter.BYTES_READ, read.rows().length());
        return new RecordFileBatches(context, read, records, rows);
    }

    private static CloseableIterable<Record> open(FileRead read, Schema records) {
        ReadBuilder<Record, Object> builder =
                FormatModelRegistry.readBuilder(read.format(), Record.class, read.input());
        return builder.project(records)
                .split(read.rows().start(), read.rows().length())
                .filter(read.pruning())
                .caseSensitive(true)
                .idToConstant(constants(read))
                .withNameMapping(read.nameMapping())
                .build();
    }

    /** The readers complete row ids and sequence numbers by constants: these mark what the file itself does not hold. */
    private static Map<Integer, Object> constants(FileRead read) {
        Map<Integer, Object> constants = new HashMap<>(read.constants());
        constants.put(MetadataColumns.ROW_ID.fieldId(), NOT_STORED);
        constants.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), NOT_STORED);
        return constants;
    }

    /** What a row id or sequence number of a record means: null unless the file stores it. */
    static boolean isStored(Object value) {
        return (Long) value >= 0;
    }
}
