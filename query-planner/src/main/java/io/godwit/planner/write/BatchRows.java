package io.godwit.planner.write;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a batch as a table takes them: a cursor over one batch after another, columns matched by name (ignoring
 * case where that is not ambiguous). Columns the rows lack are null; columns the table lacks are refused.
 */
final class BatchRows implements StructLike {
    private static final int ABSENT = -1;

    private final int[] sources;
    private final @Nullable CellReader[] readers;
    private final String[] names;
    private final boolean[] required;
    private final List<FieldVector> vectors = new ArrayList<>();
    private int row;

    BatchRows(org.apache.arrow.vector.types.pojo.Schema rows, Schema table) {
        List<NestedField> columns = table.columns();
        sources = new int[columns.size()];
        readers = new CellReader[columns.size()];
        names = new String[columns.size()];
        required = new boolean[columns.size()];
        Map<String, Integer> byName = byName(rows, table);
        for (int i = 0; i < columns.size(); i++) {
            NestedField column = columns.get(i);
            names[i] = column.name();
            required[i] = column.isRequired();
            Integer source = byName.get(column.name());
            sources[i] = source == null ? ABSENT : source;
            if (source != null) {
                Field field = rows.getFields().get(source);
                checkFits(field, IcebergTypes.type(field), column);
                readers[i] = CellReaders.of(field, column.type());
            }
        }
    }

    /** Position in the rows by the table's spelling of a column. */
    private static Map<String, Integer> byName(org.apache.arrow.vector.types.pojo.Schema rows, Schema table) {
        Map<String, Integer> positions = new TreeMap<>();
        for (int i = 0; i < rows.getFields().size(); i++) {
            String name = rows.getFields().get(i).getName();
            NestedField column = table.asStruct().field(name);
            if (column == null) {
                column = table.asStruct().caseInsensitiveField(name);
            }
            if (column == null) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The rows have a column \"%s\" that the table lacks; its columns are: %s"
                                .formatted(name, columnNames(table)));
            }
            if (rows.getFields().get(i).getType() instanceof ArrowType.Null) {
                continue; // Nothing but nulls fits every column, and says no more than one that is not there.
            }
            if (positions.put(column.name(), i) != null) {
                throw new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The rows have two columns for the table's \"%s\"; give one another name"
                                .formatted(column.name()));
            }
        }
        return positions;
    }

    private static String columnNames(Schema table) {
        return String.join(", ", table.columns().stream().map(NestedField::name).toList());
    }

    private static void checkFits(Field field, Type written, NestedField column) {
        if (!fits(written, column.type())) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "Column \"%s\" of the rows is %s and the table's is %s; cast it to %s"
                            .formatted(
                                    field.getName(),
                                    field.getType(),
                                    column.type(),
                                    column.type().toString().toLowerCase(Locale.ROOT)));
        }
    }

    private static boolean fits(Type written, Type target) {
        if (written.isPrimitiveType()) {
            return target.isPrimitiveType() && TypeUtil.isPromotionAllowed(written, target.asPrimitiveType());
        }
        if (written.isNestedType() && written.typeId() == target.typeId()) {
            List<NestedField> from = written.asNestedType().fields();
            List<NestedField> to = target.asNestedType().fields();
            boolean fits = from.size() == to.size();
            for (int i = 0; fits && i < from.size(); i++) {
                fits = from.get(i).name().equals(to.get(i).name())
                        && fits(from.get(i).type(), to.get(i).type());
            }
            return fits;
        }
        return false;
    }

    /** For each column of the table its place in the rows; negative where they lack it. */
    int[] sources() {
        return sources.clone();
    }

    /** Moves to a batch, which stays the caller's. */
    void enter(VectorSchemaRoot batch) {
        vectors.clear();
        vectors.addAll(batch.getFieldVectors());
    }

    void moveTo(int newRow) {
        row = newRow;
    }

    @Override
    public int size() {
        return sources.length;
    }

    @Override
    public <T> @Nullable T get(int position, Class<T> javaClass) {
        CellReader reader = readers[position];
        Object value = reader == null ? null : reader.read(vectors.get(sources[position]), row);
        if (value == null && required[position]) {
            throw new GodwitException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The table's column \"%s\" is required, and the rows %s"
                            .formatted(names[position], reader == null ? "lack it" : "hold a null in it"));
        }
        return javaClass.cast(value);
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("The rows of a batch are read only");
    }
}
