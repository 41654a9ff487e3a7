package io.godwit.planner.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/** What a reader of whole records must be asked for so that both a read's columns and its filter's are there. */
final class RecordSchemas {
    private RecordSchemas() {}

    /** The columns of the read and of its filter, structs with the fields of both, and the row position. */
    static Schema covering(FileRead read) {
        Schema columns = read.columns();
        Schema filter = read.filter().columns();
        Set<Integer> ids = new HashSet<>(TypeUtil.getProjectedIds(columns));
        ids.addAll(TypeUtil.getProjectedIds(filter));
        List<NestedField> all = new ArrayList<>(
                TypeUtil.project(read.tableSchema(), withoutMetadata(ids)).columns());
        addMetadata(columns, all);
        addMetadata(filter, all);
        all.add(MetadataColumns.ROW_POSITION);
        return new Schema(all);
    }

    private static Set<Integer> withoutMetadata(Set<Integer> ids) {
        Set<Integer> tableIds = new HashSet<>(ids);
        tableIds.removeAll(MetadataColumns.metadataFieldIds());
        return tableIds;
    }

    private static void addMetadata(Schema schema, List<NestedField> all) {
        for (NestedField field : schema.columns()) {
            if (MetadataColumns.isMetadataColumn(field.fieldId()) && !all.contains(field)) {
                all.add(field);
            }
        }
    }
}
