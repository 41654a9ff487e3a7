package io.godwit.planner.scan.plan;

import io.godwit.planner.scan.column.ScanColumns;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** What the manifest says of all rows of one data file. Immutable. */
public final class DataFileFacts {
    private final DataFile file;
    private final PartitionSpec spec;
    private final long firstRowOfSnapshot;
    private final Map<Integer, @Nullable Object> constants = new HashMap<>();

    /** @param firstRowOfSnapshot rows in the files before this one, for row ids of the feature source */
    public DataFileFacts(DataFile file, PartitionSpec spec, long firstRowOfSnapshot) {
        this.file = file;
        this.spec = spec;
        this.firstRowOfSnapshot = firstRowOfSnapshot;
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            if (field.transform().isIdentity()) {
                constants.put(field.sourceId(), file.partition().get(i, Object.class));
            }
        }
        constants.put(MetadataColumns.FILE_PATH.fieldId(), file.location());
        constants.put(MetadataColumns.SPEC_ID.fieldId(), spec.specId());
        constants.put(MetadataColumns.ROW_ID.fieldId(), null);
        constants.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), null);
        constants.put(ScanOrder.SEQUENCE_NUMBER.fieldId(), sequenceNumber());
    }

    /** The value of {@code _partition}, or of a part of it. */
    public StructLike partition(Types.StructType type) {
        return ScanColumns.partition(file, spec, type);
    }

    public boolean hasConstant(int fieldId) {
        return constants.containsKey(fieldId);
    }

    @Nullable
    public Object constant(int fieldId) {
        return constants.get(fieldId);
    }

    public long sequenceNumber() {
        return ScanOrder.sequenceNumber(file);
    }

    /** The row id of the file's first row, or null where rows have none. */
    @Nullable
    public Long firstRowId() {
        return file.firstRowId();
    }

    public long firstRowOfSnapshot() {
        return firstRowOfSnapshot;
    }

    /** Values of identity partition fields within structs, by field id; readers put them in. */
    public Map<Integer, Object> nestedConstants(org.apache.iceberg.Schema schema) {
        Map<Integer, Object> nested = new HashMap<>();
        constants.forEach((id, value) -> {
            boolean isTopLevel = schema.columns().stream().anyMatch(field -> field.fieldId() == id);
            if (value != null && !isTopLevel && schema.findField(id) != null) {
                nested.put(id, value);
            }
        });
        return nested;
    }
}
