package io.godwit.planner.scan.record;

import io.godwit.planner.scan.file.FileRead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericDataUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.orc.GenericOrcReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.orc.ORCSchemaUtil;
import org.apache.iceberg.orc.OrcRowReader;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

/**
 * The records of an ORC file by Iceberg's reader, which refuses default values and structs of which only a partition's field is
 * wanted, and takes zeros of both signs for one number repeated. So it is asked for fields as if they were optional and without
 * defaults, and defaults are constants where the file lacks the field. All rows are asked for: ORC compares dates before 1582 by
 * another calendar, and knows no partition values within structs.
 */
final class OrcRecords {
    private OrcRecords() {}

    static CloseableIterable<Record> open(FileRead read, Schema records, Map<Integer, Object> constants) {
        Schema plain = new Schema(plain(records.columns()));
        return ORC.read(read.input())
                .project(plain)
                .split(read.rows().start(), read.rows().length())
                .caseSensitive(true)
                .withNameMapping(read.nameMapping())
                .createReaderFunc(stored -> {
                    Map<Integer, Object> known = new HashMap<>(constants);
                    addDefaults(stored, TypeUtil.indexById(records.asStruct()), known);
                    return new Signed(GenericOrcReader.buildReader(plain, stored, known));
                })
                .build();
    }

    private static List<NestedField> plain(List<NestedField> fields) {
        return fields.stream().map(OrcRecords::plain).toList();
    }

    private static NestedField plain(NestedField field) {
        return MetadataColumns.isMetadataColumn(field.fieldId())
                ? field
                : NestedField.optional(field.fieldId(), field.name(), plain(field.type()));
    }

    private static Type plain(Type type) {
        return switch (type.typeId()) {
            case STRUCT -> Types.StructType.of(plain(type.asStructType().fields()));
            case LIST -> {
                Types.ListType list = type.asListType();
                yield Types.ListType.ofOptional(list.elementId(), plain(list.elementType()));
            }
            case MAP -> {
                Types.MapType map = type.asMapType();
                yield Types.MapType.ofOptional(
                        map.keyId(), map.valueId(), plain(map.keyType()), plain(map.valueType()));
            }
            default -> type;
        };
    }

    private static void addDefaults(
            TypeDescription stored, Map<Integer, NestedField> fields, Map<Integer, Object> constants) {
        List<TypeDescription> children = stored.getChildren();
        for (int i = 0; children != null && i < children.size(); i++) {
            NestedField field = fields.get(ORCSchemaUtil.fieldId(children.get(i)));
            if (field != null && field.initialDefault() != null && isMissing(field, stored, i)) {
                constants.putIfAbsent(
                        field.fieldId(), GenericDataUtil.internalToGeneric(field.type(), field.initialDefault()));
            }
            addDefaults(children.get(i), fields, constants);
        }
    }

    /** Iceberg asks ORC for a field that the file does not have by a name that ends with its id. */
    private static boolean isMissing(NestedField field, TypeDescription parent, int index) {
        return parent.getCategory() == TypeDescription.Category.STRUCT
                && parent.getFieldNames().get(index).equals(field.name() + "_r" + field.fieldId());
    }

    /** Looks at each floating number, where ORC, to which 0.0 and -0.0 are equal, says that one stands for all. */
    private record Signed(OrcRowReader<Record> reader) implements OrcRowReader<Record> {
        @Override
        public Record read(VectorizedRowBatch batch, int row) {
            if (row == 0) {
                showAll(batch.cols);
            }
            return reader.read(batch, row);
        }

        @Override
        public void setBatchContext(long batchOffsetInFile) {
            reader.setBatchContext(batchOffsetInFile);
        }

        private static void showAll(ColumnVector... vectors) {
            for (ColumnVector vector : vectors) {
                if (vector instanceof DoubleColumnVector && vector.noNulls) {
                    vector.isRepeating = false;
                } else if (vector instanceof StructColumnVector struct) {
                    showAll(struct.fields);
                } else if (vector instanceof ListColumnVector list) {
                    showAll(list.child);
                } else if (vector instanceof MapColumnVector map) {
                    showAll(map.keys, map.values);
                }
            }
        }
    }
}
