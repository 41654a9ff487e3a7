package io.godwit.planner.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of any type that a table can hold, full of nulls, repeated values, NaNs and ends of ranges. */
final class RandomBatches {
    private final Random random;
    private final BufferAllocator allocator;
    private final int distinct;

    /** @param distinct about how many values a column repeats */
    RandomBatches(Random random, BufferAllocator allocator, int distinct) {
        this.random = random;
        this.allocator = allocator;
        this.distinct = distinct;
    }

    VectorSchemaRoot next(Schema schema, int rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        batch.getFieldVectors().forEach(vector -> fill(vector, rows));
        batch.setRowCount(rows);
        return batch;
    }

    private void fill(FieldVector vector, int count) {
        vector.setInitialCapacity(count);
        vector.allocateNew();
        if (vector instanceof ListVector lists) {
            fillLists(lists, count);
        } else if (vector instanceof FixedSizeListVector lists) {
            fill((FieldVector) lists.getDataVector(), count * lists.getListSize());
            markPresent(vector, count);
        } else if (vector instanceof StructVector struct) {
            struct.getChildrenFromFields().forEach(child -> fill(child, count));
            markPresent(vector, count);
        } else {
            for (int row = 0; row < count; row++) {
                if (vector.getField().isNullable() && random.nextInt(6) == 0) {
                    vector.setNull(row);
                } else {
                    set(vector, row);
                }
            }
        }
        vector.setValueCount(count);
    }

    private void fillLists(ListVector lists, int count) {
        int end = 0;
        for (int row = 0; row < count; row++) {
            if (random.nextInt(6) == 0 && lists.getField().isNullable()) {
                lists.setNull(row);
            } else {
                int length = random.nextInt(4);
                lists.startNewValue(row);
                lists.endValue(row, length);
                end += length;
            }
        }
        lists.setLastSet(count - 1);
        fill(lists.getDataVector(), end);
    }

    private void markPresent(FieldVector vector, int count) {
        ArrowBuf validity = vector.getValidityBuffer();
        for (int row = 0; row < count; row++) {
            boolean present = !vector.getField().isNullable() || random.nextInt(6) > 0;
            BitVectorHelper.setValidityBit(validity, row, present ? 1 : 0);
        }
    }

    private void set(FieldVector vector, int row) {
        int choice = random.nextInt(distinct);
        if (vector instanceof VarCharVector text) {
            text.setSafe(row, text(choice));
        } else if (vector instanceof LargeVarCharVector text) {
            text.setSafe(row, text(choice));
        } else if (vector instanceof VarBinaryVector bytes) {
            bytes.setSafe(row, bytes(choice, choice % 21));
        } else if (vector instanceof LargeVarBinaryVector bytes) {
            bytes.setSafe(row, bytes(choice, choice % 21));
        } else if (vector instanceof BitVector bits) {
            bits.setSafe(row, choice & 1);
        } else if (vector instanceof Float8Vector doubles) {
            doubles.setSafe(row, List.of(Double.NaN, -0.0, 0.0, 1e300, -1e-300).get(choice % 5) * choice);
        } else if (vector instanceof Float4Vector floats) {
            floats.setSafe(row, List.of(Float.NaN, -0.0f, 1.5f, -1e30f).get(choice % 4) * choice);
        } else if (vector instanceof Float2Vector halves) {
            halves.setSafeWithPossibleTruncate(row, choice % 7 == 0 ? Float.NaN : choice / 4f);
        } else if (vector instanceof DecimalVector decimal) {
            decimal.setSafe(row, decimal(choice, decimal.getPrecision()));
        } else if (vector instanceof Decimal256Vector decimal) {
            decimal.setSafe(row, decimal(choice, decimal.getPrecision()));
        } else {
            int width = ((BaseFixedWidthVector) vector).getTypeWidth();
            BitVectorHelper.setBit(vector.getValidityBuffer(), row);
            boolean isTime = switch (vector.getField().getType().getTypeID()) {
                case Time, Date, Timestamp -> true;
                default -> false;
            };
            byte[] value = isTime ? time(choice, width) : bytes(choice, width);
            vector.getDataBuffer().setBytes((long) row * width, value);
        }
    }

    private long decimal(int choice, int precision) {
        long most = (long) Math.pow(10, Math.min(precision, 17)) - 1;
        return new Random(choice).nextLong() % most;
    }

    private static byte[] text(int choice) {
        return ("größer ".repeat(choice % 4) + choice).getBytes(StandardCharsets.UTF_8);
    }

    /** The same for the same choice. */
    private static byte[] bytes(int choice, int width) {
        byte[] bytes = new byte[width];
        new Random(choice).nextBytes(bytes);
        return bytes;
    }

    /** Within a day in microseconds and in seconds, and near ours as a date or an instant. */
    private static byte[] time(int choice, int width) {
        byte[] bytes = bytes(choice, width);
        Arrays.fill(bytes, width / 2, width, (byte) 0);
        if (width == Long.BYTES) {
            bytes[4] = (byte) (choice & 15);
        }
        return bytes;
    }
}
