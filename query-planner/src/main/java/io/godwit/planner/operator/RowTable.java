package io.godwit.planner.operator;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.planner.operator.Scalar.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A small table put together in memory: what SHOW, DESCRIBE, EXPLAIN and system tables answer. */
public final class RowTable {
    private final Schema schema;
    private final List<List<Scalar>> rows = new ArrayList<>();

    public RowTable(Schema schema) {
        this.schema = schema;
    }

    public static Field text(String name) {
        return Field.nullable(name, ArrowType.Utf8.INSTANCE);
    }

    public static Field integer(String name) {
        return Field.nullable(name, new ArrowType.Int(Integer.SIZE, true));
    }

    public static Field bigint(String name) {
        return Field.nullable(name, new ArrowType.Int(Long.SIZE, true));
    }

    public static Field real(String name) {
        return Field.nullable(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    }

    /** @param values a String, Integer, Long, Double, Boolean or null for each column */
    public RowTable add(@Nullable Object... values) {
        rows.add(Arrays.stream(values).map(RowTable::constant).toList());
        return this;
    }

    private static Scalar constant(@Nullable Object value) {
        if (value instanceof String text) {
            return new ConstantScalar(Kind.BYTES, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Boolean truth) {
            return new ConstantScalar(Kind.LONG, truth ? 1L : 0L);
        } else if (value instanceof Double number) {
            return new ConstantScalar(Kind.DOUBLE, number);
        }
        return new ConstantScalar(Kind.LONG, value == null ? null : ((Number) value).longValue());
    }

    public BatchStream stream(ExecutionContext context) {
        return new ValuesOperator(context, schema, rows);
    }
}
