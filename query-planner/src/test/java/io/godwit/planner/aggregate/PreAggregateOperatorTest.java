package io.godwit.planner.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.BatchStream;
import io.godwit.pitjoin.batch.ExecutionContext;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.aggregate.Number64.Arithmetic;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts of groups, put together by hand, against sums in BigInteger. */
class PreAggregateOperatorTest {
    private static final Field KEY = Field.nullable("k", new ArrowType.Int(64, true));
    private static final Field VALUE = Field.nullable("v", new ArrowType.Decimal(18, 0, 128));
    private static final Field SUM = Field.nullable("s", new ArrowType.Decimal(38, 0, 128));
    private static final Field COUNT = Field.nullable("n", new ArrowType.Int(64, true));
    private static final Schema INPUT = new Schema(List.of(KEY, VALUE));
    private static final Schema OUTPUT = new Schema(List.of(KEY, SUM, COUNT));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void close() {
        allocator.close();
    }

    private record Row(Long key, Long value) {}

    private BatchStream stream(List<List<Row>> batches) {
        return new BatchStream() {
            private int next;

            @Override
            public Schema schema() {
                return INPUT;
            }

            @Override
            public VectorSchemaRoot next() {
                return next == batches.size() ? null : batch(batches.get(next++));
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }

    private VectorSchemaRoot batch(List<Row> rows) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(INPUT, allocator);
        BigIntVector keys = (BigIntVector) batch.getVector(0);
        DecimalVector values = (DecimalVector) batch.getVector(1);
        keys.allocateNew(rows.size());
        values.allocateNew(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).key() != null) {
                keys.set(i, rows.get(i).key());
            }
            if (rows.get(i).value() != null) {
                values.set(i, BigDecimal.valueOf(rows.get(i).value()));
            }
        }
        batch.setRowCount(rows.size());
        return batch;
    }

    private Map<Object, BigInteger> sums(List<List<Row>> batches, Number64 argument) {
        List<Measure> measures =
                List.of(new Measure(Measure.Kind.SUM, argument), new Measure(Measure.Kind.COUNT, null));
        Map<Object, BigInteger> sums = new HashMap<>();
        long counted = 0;
        try (BatchStream parts = new PreAggregateOperator(
                ExecutionContext.standalone(allocator), stream(batches), List.of(0), measures, OUTPUT)) {
            for (VectorSchemaRoot part = parts.next(); part != null; part = parts.next()) {
                try (VectorSchemaRoot owned = part) {
                    for (int row = 0; row < owned.getRowCount(); row++) {
                        Object sum = owned.getVector(1).getObject(row);
                        BigInteger value = sum == null ? BigInteger.ZERO : ((BigDecimal) sum).unscaledValue();
                        sums.merge(String.valueOf(owned.getVector(0).getObject(row)), value, BigInteger::add);
                        counted += (Long) owned.getVector(2).getObject(row);
                    }
                }
            }
        }
        assertThat(counted).isEqualTo(batches.stream().mapToLong(List::size).sum());
        return sums;
    }

    private static Map<Object, BigInteger> expected(List<List<Row>> batches, boolean squared) {
        Map<Object, BigInteger> sums = new HashMap<>();
        batches.forEach(batch -> batch.forEach(row -> {
            BigInteger value = row.value() == null ? BigInteger.ZERO : BigInteger.valueOf(row.value());
            sums.merge(String.valueOf(row.key()), squared ? value.multiply(value) : value, BigInteger::add);
        }));
        return sums;
    }

    @Test
    void groupsComeOutSummed() {
        List<List<Row>> batches = List.of(
                List.of(new Row(1L, 5L), new Row(2L, null), new Row(1L, -7L)),
                List.of(),
                List.of(new Row(null, 3L), new Row(2L, 1L), new Row(0L, 4L)));
        assertThat(sums(batches, new Number64.Column(1))).isEqualTo(expected(batches, false));
    }

    /** Few groups, many, so many that batches go through; values that fit 64 bits when squared and such that do not. */
    @Test
    void partsAddUpToTheWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Number64 square = new Arithmetic(Arithmetic.Operator.TIMES, new Number64.Column(1), new Number64.Column(1));
        for (int keys : new int[] {1, 100, 30_000, 10_000_000}) {
            for (long bound : new long[] {1_000, 1_000_000_000_000L}) {
                List<List<Row>> batches = new ArrayList<>();
                for (int batch = 0; batch < 6; batch++) {
                    List<Row> rows = new ArrayList<>();
                    for (int i = 0; i < 8_000; i++) {
                        rows.add(new Row(
                                random.nextInt(20) == 0 ? null : (long) random.nextInt(keys),
                                random.nextInt(20) == 0 ? null : random.nextLong() % bound));
                    }
                    batches.add(rows);
                }
                assertThat(sums(batches, new Number64.Column(1)))
                        .as("seed %d", seed)
                        .isEqualTo(expected(batches, false));
                assertThat(sums(batches, square)).as("seed %d", seed).isEqualTo(expected(batches, true));
            }
        }
    }

    @Test
    void sumOfMoreDigitsThanADecimalHasIsAnError() {
        Number64 square = new Arithmetic(Arithmetic.Operator.TIMES, new Number64.Column(1), new Number64.Column(1));
        for (int rows : new int[] {150, 500}) { // beyond 38 digits, and beyond 128 bits
            List<Row> large = java.util.Collections.nCopies(rows, new Row(1L, 999_999_999_999_999_999L));
            assertThatThrownBy(() -> sums(List.of(large), square))
                    .isInstanceOf(GodwitException.class)
                    .hasMessageContaining("more than 38 digits");
        }
    }

    @Test
    void moreDigitsThanADecimalHasAreAnError() {
        Number64 square = new Arithmetic(Arithmetic.Operator.TIMES, new Number64.Column(1), new Number64.Column(1));
        Number64 fourth = new Arithmetic(Arithmetic.Operator.TIMES, square, square);
        assertThatThrownBy(() -> sums(List.of(List.of(new Row(1L, 999_999_999_999L))), fourth))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("more than 38 digits");
    }
}
