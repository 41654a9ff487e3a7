package io.godwit.planner.scan.parquet.file;

import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The columns of a file by Iceberg's field ids. */
public final class FileColumns {
    private FileColumns() {}

    /** The file's schema with field ids: its own, else those of the mapping, else by position as Iceberg gives them. */
    static MessageType withIds(MessageType schema, @Nullable NameMapping mapping) {
        if (ParquetSchemaUtil.hasIds(schema)) {
            return schema;
        }
        return mapping == null
                ? ParquetSchemaUtil.addFallbackIds(schema)
                : ParquetSchemaUtil.applyNameMapping(schema, mapping);
    }

    /** The field of a group with that id, or null where it has none. */
    public static @Nullable Type find(GroupType group, int fieldId) {
        for (Type field : group.getFields()) {
            if (field.getId() != null && field.getId().intValue() == fieldId) {
                return field;
            }
        }
        return null;
    }
}
