package io.godwit.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Rows drawn from a seed: keys uniform, times in no order, as in the whole-process benchmark's hard case. */
final class SeededRows {
    private static final long SEED = 20261122;
    private static final int BATCH_ROWS = 65_536;
    private static final long YEAR_MICROS = 365L * 86_400_000_000L;

    private SeededRows() {}

    /** Fills one batch of vectors for the rows from {@code firstRow}. */
    private interface Columns {
        List<FieldVector> fill(Random random, long firstRow, int rowCount);
    }

    /** {@code entity}, {@code ts}: what a label frame has. */
    static StoredBatches labels(BufferAllocator allocator, int rowCount, int keys) {
        return batches(
                rowCount,
                (random, firstRow, count) ->
                        List.of(keys("entity", allocator, random, keys, count), times("ts", allocator, random, count)));
    }

    /** {@code entity}, {@code event_time}, three doubles, sequence number and row id. */
    static StoredBatches features(BufferAllocator allocator, int rowCount, int keys) {
        return batches(
                rowCount,
                (random, firstRow, count) -> List.of(
                        keys("entity", allocator, random, keys, count),
                        times("event_time", allocator, random, count),
                        doubles("v0", allocator, random, count),
                        doubles("v1", allocator, random, count),
                        doubles("v2", allocator, random, count),
                        ascending("$sequence_number", allocator, 1, 0, count),
                        ascending("$row_id", allocator, firstRow, 1, count)));
    }

    /** Integers, times, doubles and short strings. */
    static StoredBatches mixed(BufferAllocator allocator, int rowCount) {
        return batches(
                rowCount,
                (random, firstRow, count) -> List.of(
                        ascending("row_id", allocator, firstRow, 1, count),
                        times("event_time", allocator, random, count),
                        doubles("v0", allocator, random, count),
                        strings("origin", allocator, random, count)));
    }

    /** Eight doubles. */
    static StoredBatches wide(BufferAllocator allocator, int rowCount) {
        return batches(
                rowCount,
                (random, firstRow, count) -> IntStream.range(0, 8)
                        .mapToObj(column -> doubles("v" + column, allocator, random, count))
                        .toList());
    }

    private static StoredBatches batches(int rowCount, Columns columns) {
        Random random = new Random(SEED);
        List<VectorSchemaRoot> batches = new ArrayList<>();
        for (int firstRow = 0; firstRow < rowCount; firstRow += BATCH_ROWS) {
            batches.add(
                    new VectorSchemaRoot(columns.fill(random, firstRow, Math.min(BATCH_ROWS, rowCount - firstRow))));
        }
        return new StoredBatches(batches);
    }

    private static FieldVector keys(String name, BufferAllocator allocator, Random random, int keys, int count) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            vector.set(row, random.nextInt(keys));
        }
        vector.setValueCount(count);
        return vector;
    }

    private static FieldVector times(String name, BufferAllocator allocator, Random random, int count) {
        TimeStampMicroVector vector = new TimeStampMicroVector(name, allocator);
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            vector.set(row, Math.floorMod(random.nextLong(), YEAR_MICROS));
        }
        vector.setValueCount(count);
        return vector;
    }

    private static FieldVector doubles(String name, BufferAllocator allocator, Random random, int count) {
        Float8Vector vector = new Float8Vector(name, allocator);
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            vector.set(row, random.nextGaussian());
        }
        vector.setValueCount(count);
        return vector;
    }

    private static FieldVector ascending(String name, BufferAllocator allocator, long first, long step, int count) {
        BigIntVector vector = new BigIntVector(name, allocator);
        vector.allocateNew(count);
        for (int row = 0; row < count; row++) {
            vector.set(row, first + step * row);
        }
        vector.setValueCount(count);
        return vector;
    }

    private static FieldVector strings(String name, BufferAllocator allocator, Random random, int count) {
        VarCharVector vector = new VarCharVector(name, allocator);
        vector.allocateNew(16L * count, count);
        for (int row = 0; row < count; row++) {
            vector.setSafe(row, Integer.toString(random.nextInt(1_000)).getBytes(StandardCharsets.US_ASCII));
        }
        vector.setValueCount(count);
        return vector;
    }
}
