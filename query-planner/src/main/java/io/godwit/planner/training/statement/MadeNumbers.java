package io.godwit.planner.training.statement;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.NewBatch;
import io.godwit.pitjoin.batch.Words;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a materialized version with the whole numbers they were made with: Iceberg has none of less than 32 bits and none
 * without a sign, and holds them as wider ones.
 */
public final class MadeNumbers implements BatchStream {
    private final ExecutionContext context;
    private final BatchStream stored;
    private final Schema made;

    private MadeNumbers(ExecutionContext context, BatchStream stored, Schema made) {
        this.context = context;
        this.stored = stored;
        this.made = made;
    }

    /** The rows as they were made. Closing them closes {@code stored}. */
    static BatchStream of(ExecutionContext context, BatchStream stored, Schema made) {
        return areStoredWider(stored.schema(), made) ? new MadeNumbers(context, stored, made) : stored;
    }

    /** Whether some number is stored as another type than it was made with. */
    public static boolean areStoredWider(Schema stored, Schema made) {
        return areStoredWider(stored.getFields(), made.getFields());
    }

    private static boolean areStoredWider(List<Field> stored, List<Field> made) {
        for (int i = 0; i < made.size(); i++) {
            if (isStoredWider(stored.get(i).getType(), made.get(i).getType())
                    || areStoredWider(stored.get(i).getChildren(), made.get(i).getChildren())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStoredWider(ArrowType stored, ArrowType made) {
        return made instanceof ArrowType.Int && !made.equals(stored);
    }

    @Override
    public Schema schema() {
        return made;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = stored.next();
        if (batch == null) {
            return null;
        }
        try (VectorSchemaRoot owned = batch) {
            return NewBatch.of(made, owned.getRowCount(), vectors -> {
                for (int column = 0; column < made.getFields().size(); column++) {
                    FieldVector vector = made.getFields().get(column).createVector(context.allocator());
                    vectors.add(vector);
                    fill(vector, owned.getVector(column));
                }
            });
        }
    }

    private static void fill(FieldVector made, FieldVector stored) {
        if (isStoredWider(stored.getField().getType(), made.getField().getType())) {
            narrow((BaseFixedWidthVector) made, stored);
            return;
        }
        ArrowFieldNode node = new ArrowFieldNode(stored.getValueCount(), stored.getNullCount());
        made.loadFieldBuffers(node, stored.getFieldBuffers());
        List<FieldVector> children = made.getChildrenFromFields();
        for (int child = 0; child < children.size(); child++) {
            fill(children.get(child), stored.getChildrenFromFields().get(child));
        }
    }

    private static void narrow(BaseFixedWidthVector made, FieldVector stored) {
        int count = stored.getValueCount();
        long[] values = values(stored, count);
        made.allocateNew(count);
        int width = made.getTypeWidth();
        ArrowBuf data = made.getDataBuffer();
        for (int row = 0; row < count; row++) {
            if (!stored.isNull(row)) {
                BitVectorHelper.setBit(made.getValidityBuffer(), row);
                put(data, row, width, values[row]);
            }
        }
        made.setValueCount(count);
    }

    private static long[] values(FieldVector stored, int count) {
        long[] values = new long[count];
        if (stored instanceof DecimalVector decimals) {
            for (int row = 0; row < count; row++) {
                // The lower half of the 128 bits.
                values[row] = decimals.getDataBuffer().getLong((long) row * DecimalVector.TYPE_WIDTH);
            }
        } else {
            Words.read(stored, count, values);
        }
        return values;
    }

    private static void put(ArrowBuf data, long row, int width, long value) {
        switch (width) {
            case Byte.BYTES -> data.setByte(row, (int) value);
            case Short.BYTES -> data.setShort(row * width, (int) value);
            case Integer.BYTES -> data.setInt(row * width, (int) value);
            default -> data.setLong(row * width, value);
        }
    }

    @Override
    public void close() {
        stored.close();
    }
}
