package io.godwit.planner.training.split;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.planner.digest.ColumnHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Adds the column that says which part each row belongs to. For a hash, the upper 53 bits of the row's {@link ColumnHash} as a
 * fraction between 0 and 1 fall into the part whose share they reach, parts in order of name. A null time is in no part.
 */
public final class SplitStream implements BatchStream {
    private static final int FRACTION_BITS = 53;

    private final BatchStream input;
    private final SplitRule rule;
    private final BufferAllocator allocator;
    private final Schema schema;
    private final List<Integer> positions;
    private final byte[][] names;
    private final @Nullable ColumnHash hash;
    private final long[] bounds;

    private SplitStream(BatchStream input, SplitRule rule, BufferAllocator allocator) {
        this.input = input;
        this.rule = rule;
        this.allocator = allocator;
        this.schema = schema(input.schema(), rule);
        this.positions = rule.positions(input.schema());
        this.names = rule.parts().stream()
                .map(part -> part.name().getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.hash = rule.isByTime() ? null : new ColumnHash(input.schema(), positions, rule.salt());
        this.bounds = rule.isByTime() ? timeBounds() : shareBounds(rule);
    }

    /** Closing it closes {@code input}. */
    public static BatchStream over(BatchStream input, @Nullable SplitRule rule, BufferAllocator allocator) {
        if (rule == null) {
            return input;
        }
        try {
            return new SplitStream(input, rule, allocator);
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** The result with the column that says the part. */
    public static Schema schema(Schema rows, @Nullable SplitRule rule) {
        if (rule == null) {
            return rows;
        }
        List<Integer> positions = rule.positions(rows);
        if (rule.isByTime()) {
            SplitTimes.bound(rows.getFields().get(positions.get(0)), Instant.EPOCH);
        }
        List<Field> fields = new ArrayList<>(rows.getFields());
        fields.add(Field.nullable(rule.column(), ArrowType.Utf8.INSTANCE));
        return new Schema(fields, rows.getCustomMetadata());
    }

    /** The first fraction that is past each part but the last. */
    private static long[] shareBounds(SplitRule rule) {
        long[] bounds = new long[rule.parts().size() - 1];
        double sum = 0;
        for (int part = 0; part < bounds.length; part++) {
            sum += rule.parts().get(part).share();
            bounds[part] = (long) Math.scalb(sum, FRACTION_BITS);
        }
        return bounds;
    }

    private long[] timeBounds() {
        Field field = input.schema().getFields().get(positions.get(0));
        return rule.parts().stream()
                .filter(part -> part.until() != null)
                .mapToLong(part -> SplitTimes.bound(field, Instant.parse(part.until())))
                .toArray();
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable VectorSchemaRoot next() {
        VectorSchemaRoot batch = input.next();
        if (batch == null) {
            return null;
        }
        VarCharVector parts =
                new VarCharVector(schema.getFields().get(schema.getFields().size() - 1), allocator);
        try {
            fill(parts, batch);
        } catch (RuntimeException e) {
            parts.close();
            batch.close();
            throw e;
        }
        List<FieldVector> vectors = new ArrayList<>(batch.getFieldVectors());
        vectors.add(parts);
        return new VectorSchemaRoot(schema, vectors, batch.getRowCount());
    }

    private void fill(VarCharVector parts, VectorSchemaRoot batch) {
        int rows = batch.getRowCount();
        parts.setInitialCapacity(rows);
        parts.allocateNew();
        if (hash == null) {
            FieldVector times = batch.getVector(positions.get(0));
            IntToLongFunction values = SplitTimes.values(times);
            for (int row = 0; row < rows; row++) {
                if (!times.isNull(row)) {
                    parts.setSafe(row, names[part(values.applyAsLong(row))]);
                }
            }
        } else {
            long[] hashes = hash.of(batch);
            for (int row = 0; row < rows; row++) {
                parts.setSafe(row, names[part(hashes[row] >>> (Long.SIZE - FRACTION_BITS))]);
            }
        }
        parts.setValueCount(rows);
    }

    private int part(long value) {
        int part = 0;
        while (part < bounds.length && value >= bounds[part]) {
            part++;
        }
        return part;
    }

    @Override
    public void close() {
        input.close();
    }
}
