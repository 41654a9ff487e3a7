package io.godwit.planner.engine;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Gives an engine's batches the announced schema: names, nullability and time zones are ours, the buffers stay where they
 * are. Fixed-size binary alone is copied, since DuckDB has none.
 */
final class AnnouncedBatches {
    private final Schema schema;
    private final BufferAllocator allocator;

    AnnouncedBatches(Schema schema, BufferAllocator allocator) {
        this.schema = schema;
        this.allocator = allocator;
    }

    /** A batch of its own, which the caller closes; {@code source} keeps its references. */
    VectorSchemaRoot of(VectorSchemaRoot source) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        try {
            load(source.getFieldVectors(), batch.getFieldVectors());
            batch.setRowCount(source.getRowCount());
            return batch;
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
    }

    private static void load(List<FieldVector> sources, List<FieldVector> targets) {
        for (int column = 0; column < targets.size(); column++) {
            load(sources.get(column), targets.get(column));
        }
    }

    private static void load(FieldVector source, FieldVector target) {
        int nullCount = source.getNullCount();
        if (nullCount > 0 && !target.getField().isNullable()) {
            throw unexpectedNull(target.getField());
        }
        if (target instanceof FixedSizeBinaryVector fixed) {
            copy((VarBinaryVector) source, fixed);
            return;
        }
        List<ArrowBuf> buffers = source.getFieldBuffers();
        target.loadFieldBuffers(new ArrowFieldNode(source.getValueCount(), nullCount), buffers);
        load(source.getChildrenFromFields(), target.getChildrenFromFields());
    }

    private static void copy(VarBinaryVector source, FixedSizeBinaryVector target) {
        int rows = source.getValueCount();
        target.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            if (!source.isNull(row)) {
                target.set(row, source.get(row));
            }
        }
        target.setValueCount(rows);
    }

    private static GodwitException unexpectedNull(Field field) {
        return new GodwitException(
                ErrorCode.INTERNAL, "Column \"%s\" was announced without nulls and has one".formatted(field.getName()));
    }
}
