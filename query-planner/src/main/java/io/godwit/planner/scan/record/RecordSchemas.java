package io.godwit.planner.scan.record;

import io.godwit.planner.scan.column.FieldUnion;
import io.godwit.planner.scan.file.FileRead;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/** What a reader of whole records must be asked for so that both a read's columns and its filter's are there. */
final class RecordSchemas {
    private RecordSchemas() {}

    /** The columns of the read and of its filter, structs with the fields of both, and the row position. */
    static Schema covering(FileRead read) {
        List<NestedField> all = new ArrayList<>(read.columns().columns());
        all.addAll(read.filter().columns());
        all.add(MetadataColumns.ROW_POSITION);
        return new Schema(FieldUnion.of(all));
    }
}
