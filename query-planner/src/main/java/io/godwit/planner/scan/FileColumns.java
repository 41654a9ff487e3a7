package io.godwit.planner.scan;

import io.godwit.planner.scan.column.ArrowSchemas;
import io.godwit.planner.scan.column.ValueWriter;
import io.godwit.planner.scan.file.FileBatch;
import io.godwit.planner.scan.file.RowPositions;
import io.godwit.planner.scan.plan.DataFileFacts;
import io.godwit.planner.scan.plan.ScanOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Where the columns wanted of one data file come from: the file itself, what the manifest says of the file, or where a row
 * stands in it. Immutable.
 */
final class FileColumns {
    private final List<NestedField> wanted;
    private final Schema arrow;
    private final List<Source> sources;
    private final List<NestedField> stored;
    private final boolean areAllStored;

    /** Where one column comes from. */
    private sealed interface Source {
        /** The file: the column of {@link #stored()} at this index, as it is. */
        record Stored(int index) implements Source {}

        /** The same value in every row. */
        record Constant(NestedField field, @Nullable Object value) implements Source {}

        /** {@code base} plus the row's position. */
        record Position(NestedField field, long base) implements Source {}

        /** What the file stores where it does, else {@code base} plus the row's position. */
        record StoredOrPosition(NestedField field, int index, long base) implements Source {}

        /** What the file stores where it does, else the same value in every row. */
        record StoredOrConstant(NestedField field, int index, long value) implements Source {}
    }

    FileColumns(List<NestedField> wanted, DataFileFacts file) {
        this.wanted = List.copyOf(wanted);
        this.arrow = ArrowSchemas.arrowSchema(wanted);
        this.sources = new ArrayList<>();
        List<NestedField> read = new ArrayList<>();
        for (NestedField field : wanted) {
            sources.add(source(field, file, read));
        }
        this.stored = List.copyOf(read);
        this.areAllStored = sources.stream().allMatch(Source.Stored.class::isInstance);
    }

    private static Source source(NestedField field, DataFileFacts file, List<NestedField> read) {
        int id = field.fieldId();
        if (id == ScanOrder.ROW_ID.fieldId()) {
            return new Source.Position(field, file.firstRowOfSnapshot());
        }
        if (id == MetadataColumns.ROW_POSITION.fieldId()) {
            return new Source.Position(field, 0);
        }
        Long firstRowId = file.firstRowId();
        boolean isSequence = id == ScanOrder.SEQUENCE_NUMBER.fieldId()
                || id == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId();
        if (isSequence && firstRowId != null) {
            int index = indexOf(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER, read);
            return new Source.StoredOrConstant(field, index, file.sequenceNumber());
        }
        if (id == MetadataColumns.ROW_ID.fieldId() && firstRowId != null) {
            return new Source.StoredOrPosition(field, indexOf(MetadataColumns.ROW_ID, read), firstRowId);
        }
        if (id == MetadataColumns.PARTITION_COLUMN_ID) {
            return new Source.Constant(field, file.partition(field.type().asStructType()));
        }
        if (file.hasConstant(id)) {
            return new Source.Constant(field, file.constant(id));
        }
        return new Source.Stored(indexOf(field, read));
    }

    private static int indexOf(NestedField field, List<NestedField> read) {
        int index = read.indexOf(field);
        if (index < 0) {
            read.add(field);
        }
        return index < 0 ? read.size() - 1 : index;
    }

    /** What must be read from the file itself. */
    List<NestedField> stored() {
        return stored;
    }

    /** Whether the file itself holds exactly what is wanted. */
    boolean areAllStored() {
        return areAllStored;
    }

    /** Completes a batch of the stored columns, which is handed over. */
    VectorSchemaRoot complete(BufferAllocator allocator, FileBatch batch) {
        if (areAllStored) {
            return batch.columns();
        }
        try (batch) {
            List<FieldVector> completed = new ArrayList<>();
            try {
                for (int i = 0; i < sources.size(); i++) {
                    completed.add(
                            sources.get(i) instanceof Source.Stored source
                                    ? transferred(allocator, i, batch.columns().getVector(source.index()))
                                    : made(allocator, i, batch.columns().getFieldVectors(), batch.positions()));
                }
                return new VectorSchemaRoot(arrow, completed, batch.rowCount());
            } catch (RuntimeException e) {
                completed.forEach(FieldVector::close);
                throw e;
            }
        }
    }

    /**
     * All wanted columns, of which those not stored in the file are made: the caller closes what is in {@code made}.
     *
     * @param storedVectors one per column of {@link #stored()}; they stay the caller's
     */
    List<FieldVector> view(
            BufferAllocator allocator,
            List<? extends FieldVector> storedVectors,
            RowPositions positions,
            List<FieldVector> made) {
        List<FieldVector> view = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i) instanceof Source.Stored source) {
                view.add(storedVectors.get(source.index()));
            } else {
                FieldVector vector = made(allocator, i, storedVectors, positions);
                made.add(vector);
                view.add(vector);
            }
        }
        return view;
    }

    private FieldVector transferred(BufferAllocator allocator, int column, FieldVector vector) {
        // Not getTransferPair, which forgets that bytes within a struct are uuids.
        FieldVector transferred = arrow.getFields().get(column).createVector(allocator);
        vector.makeTransferPair(transferred).transfer();
        return transferred;
    }

    private FieldVector made(
            BufferAllocator allocator, int column, List<? extends FieldVector> stored, RowPositions positions) {
        NestedField field = wanted.get(column);
        FieldVector vector = arrow.getFields().get(column).createVector(allocator);
        try {
            vector.setInitialCapacity(positions.count());
            vector.allocateNew();
            fill(sources.get(column), field, vector, stored, positions);
            vector.setValueCount(positions.count());
            return vector;
        } catch (RuntimeException e) {
            vector.close();
            throw e;
        }
    }

    private static void fill(
            Source source,
            NestedField field,
            FieldVector vector,
            List<? extends FieldVector> stored,
            RowPositions positions) {
        if (source instanceof Source.Constant constant) {
            fillConstant(field, constant.value(), vector, positions.count());
        } else if (source instanceof Source.Position position) {
            fillPositions(position.base(), (BigIntVector) vector, positions);
        } else if (source instanceof Source.StoredOrPosition position) {
            fillPositions(position.base(), (BigIntVector) vector, positions);
            overwrite((BigIntVector) stored.get(position.index()), (BigIntVector) vector);
        } else if (source instanceof Source.StoredOrConstant constant) {
            fillConstant(field, constant.value(), vector, positions.count());
            overwrite((BigIntVector) stored.get(constant.index()), (BigIntVector) vector);
        }
    }

    private static void fillConstant(NestedField field, @Nullable Object value, FieldVector vector, int count) {
        if (vector instanceof BigIntVector longs && value instanceof Long number) {
            fillLongs(longs, number, count);
            return;
        }
        ValueWriter writer = ValueWriter.of(field, field.type(), vector);
        for (int row = 0; row < count; row++) {
            writer.write(row, value);
        }
    }

    private static void fillLongs(BigIntVector vector, long value, int count) {
        long address = vector.getDataBufferAddress();
        for (int row = 0; row < count; row++) {
            MemoryUtil.putLong(address + 8L * row, value);
        }
        vector.getValidityBuffer().setOne(0, BitVectorHelper.getValidityBufferSize(count));
    }

    private static void fillPositions(long base, BigIntVector vector, RowPositions positions) {
        long address = vector.getDataBufferAddress();
        for (int row = 0; row < positions.count(); row++) {
            MemoryUtil.putLong(address + 8L * row, base + positions.position(row));
        }
        vector.getValidityBuffer().setOne(0, BitVectorHelper.getValidityBufferSize(positions.count()));
    }

    private static void overwrite(BigIntVector stored, BigIntVector vector) {
        for (int row = 0; row < stored.getValueCount(); row++) {
            if (!stored.isNull(row)) {
                vector.set(row, stored.get(row));
            }
        }
    }
}
