package io.godwit.planner.scan.filter;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expression.Operation;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorFilterTest {
    private static final Schema SCHEMA = new Schema(
            optional(1, "l", Types.LongType.get()),
            optional(2, "i", Types.IntegerType.get()),
            optional(3, "d", Types.DoubleType.get()),
            optional(4, "f", Types.FloatType.get()),
            optional(5, "s", Types.StringType.get()),
            optional(6, "m", Types.DecimalType.of(38, 2)),
            optional(7, "n", Types.DecimalType.of(18, 2)));

    private static final List<Object> DOUBLES = Arrays.asList(
            null,
            -0.0,
            0.0,
            1.5,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE);
    private static final List<String> STRINGS =
            Arrays.asList(null, "", "a", "ab", "b", "\u00fc", "\uffee", "\ud83d\udc26", "abc");
    private static final List<BigDecimal> DECIMALS = Arrays.asList(
            null,
            new BigDecimal("0.00"),
            new BigDecimal("-0.01"),
            new BigDecimal("999999999999999999999999999999999999.99"),
            new BigDecimal("-999999999999999999999999999999999999.99"),
            new BigDecimal("184467440737095516.16"),
            new BigDecimal("-184467440737095516.16"));
    private static final List<BigDecimal> NARROW_DECIMALS = Arrays.asList(
            null,
            new BigDecimal("0.00"),
            new BigDecimal("-0.01"),
            new BigDecimal("9999999999999999.99"),
            new BigDecimal("-9999999999999999.99"),
            new BigDecimal("1.00"));

    private final BufferAllocator allocator = new RootAllocator();
    private final List<FieldVector> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(FieldVector::close);
        allocator.close();
    }

    private <V extends FieldVector> V opened(V vector) {
        open.add(vector);
        return vector;
    }

    private static List<Integer> select(Expression filter, List<? extends FieldVector> vectors, int rows) {
        return select(filter, SCHEMA, vectors, rows);
    }

    private static List<Integer> select(
            Expression filter, Schema schema, List<? extends FieldVector> vectors, int rows) {
        int[] selection = IntStream.range(0, rows).toArray();
        int selected = VectorFilter.compile(filter, schema).select(vectors, selection, rows);
        return IntStream.range(0, selected).map(i -> selection[i]).boxed().toList();
    }

    private FieldVector doubles(List<?> values) {
        Float8Vector vector = new Float8Vector("d", allocator);
        return filled(vector, values, (row, value) -> vector.setSafe(row, ((Number) value).doubleValue()));
    }

    private FieldVector longs(List<?> values) {
        BigIntVector vector = new BigIntVector("l", allocator);
        return filled(vector, values, (row, value) -> vector.setSafe(row, ((Number) value).longValue()));
    }

    private FieldVector ints(List<?> values) {
        IntVector vector = new IntVector("i", allocator);
        return filled(vector, values, (row, value) -> vector.setSafe(row, ((Number) value).intValue()));
    }

    private FieldVector strings(List<String> values) {
        VarCharVector vector = new VarCharVector("s", allocator);
        return filled(vector, values, (row, value) -> vector.setSafe(row, value.getBytes(StandardCharsets.UTF_8)));
    }

    private FieldVector decimals(List<BigDecimal> values) {
        return decimals("m", 38, values);
    }

    private FieldVector decimals(String name, int precision, List<BigDecimal> values) {
        DecimalVector vector = new DecimalVector(name, allocator, precision, 2);
        return filled(vector, values, vector::setSafe);
    }

    private <T> FieldVector filled(FieldVector vector, List<T> values, BiConsumer<Integer, T> setter) {
        opened(vector);
        for (int row = 0; row < values.size(); row++) {
            T value = values.get(row);
            if (value == null) {
                vector.setNull(row);
            } else {
                setter.accept(row, value);
            }
        }
        vector.setValueCount(values.size());
        return vector;
    }

    /** -0.0 is 0.0, NaN is itself and above all. */
    private static int compareDoubles(double left, double right) {
        return Double.compare(left + 0.0, right + 0.0);
    }

    private static int compareBytes(String left, String right) {
        return Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private static final List<Operation> COMPARISONS =
            List.of(Operation.LT, Operation.LT_EQ, Operation.EQ, Operation.NOT_EQ, Operation.GT_EQ, Operation.GT);

    private static boolean holds(Operation operation, int compared) {
        return switch (operation) {
            case LT -> compared < 0;
            case LT_EQ -> compared <= 0;
            case EQ -> compared == 0;
            case NOT_EQ -> compared != 0;
            case GT_EQ -> compared >= 0;
            default -> compared > 0;
        };
    }

    private static <T> List<Integer> expected(List<T> values, BiPredicate<Integer, T> passes) {
        return IntStream.range(0, values.size())
                .filter(row -> values.get(row) != null && passes.test(row, values.get(row)))
                .boxed()
                .toList();
    }

    @Test
    void everyComparisonOfDoublesFollowsSql() {
        FieldVector vector = doubles(DOUBLES);
        for (Object literal : DOUBLES) {
            if (literal == null || Double.isNaN((Double) literal)) {
                continue;
            }
            for (Operation operation : COMPARISONS) {
                assertThat(select(Expressions.predicate(operation, "d", literal), List.of(vector), DOUBLES.size()))
                        .as("%s %s", operation, literal)
                        .isEqualTo(expected(
                                DOUBLES,
                                (row, value) -> holds(operation, compareDoubles((Double) value, (Double) literal))));
            }
        }
    }

    private static final List<Object> LONGS = Arrays.asList(
            null,
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -(1L << 62) - 1,
            -1L << 62,
            (long) Integer.MIN_VALUE,
            -1L,
            0L,
            1L,
            (long) Integer.MAX_VALUE,
            1L << 62,
            (1L << 62) + 1,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE);
    private static final List<Object> INTS = Arrays.asList(
            null, Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -1, 0, 1, Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

    @Test
    void twoComparisonsOfAColumnAreTheirAnd() {
        assertTwoComparisons("l", longs(LONGS), LONGS, LONGS);
        assertTwoComparisons("i", ints(INTS), INTS, LONGS);
    }

    private void assertTwoComparisons(String column, FieldVector vector, List<Object> values, List<Object> literals) {
        for (Object one : literals.subList(1, literals.size())) {
            for (Object other : literals.subList(1, literals.size())) {
                for (Operation first : COMPARISONS) {
                    for (Operation second : COMPARISONS) {
                        Expression both = Expressions.and(
                                Expressions.predicate(first, column, one),
                                Expressions.predicate(second, column, other));
                        assertThat(select(both, List.of(vector), values.size()))
                                .as("%s", both)
                                .isEqualTo(expected(
                                        values,
                                        (row, value) -> holds(first, compareLongs(value, one))
                                                && holds(second, compareLongs(value, other))));
                    }
                }
            }
        }
    }

    private static int compareLongs(Object left, Object right) {
        return Long.compare(((Number) left).longValue(), ((Number) right).longValue());
    }

    @Test
    void notANumberIsFoundAndItsOppositeLeavesNullsOut() {
        FieldVector vector = doubles(Arrays.asList(1.0, Double.NaN, null));

        assertThat(select(Expressions.isNaN("d"), List.of(vector), 3)).containsExactly(1);
        assertThat(select(Expressions.notNaN("d"), List.of(vector), 3)).containsExactly(0);
        assertThat(select(Expressions.not(Expressions.isNaN("d")), List.of(vector), 3))
                .containsExactly(0);
    }

    @Test
    void everyComparisonOfStringsGoesByTheirBytes() {
        FieldVector vector = strings(STRINGS);
        for (String literal : STRINGS) {
            for (Operation operation : literal == null ? List.<Operation>of() : COMPARISONS) {
                assertThat(select(Expressions.predicate(operation, "s", literal), List.of(vector), STRINGS.size()))
                        .as("%s %s", operation, literal)
                        .isEqualTo(expected(STRINGS, (row, value) -> holds(operation, compareBytes(value, literal))));
            }
        }
    }

    @Test
    void everyComparisonOfDecimalsIsExact() {
        FieldVector vector = decimals(DECIMALS);
        for (BigDecimal literal : DECIMALS) {
            for (Operation operation : literal == null ? List.<Operation>of() : COMPARISONS) {
                assertThat(select(Expressions.predicate(operation, "m", literal), List.of(vector), DECIMALS.size()))
                        .as("%s %s", operation, literal)
                        .isEqualTo(expected(DECIMALS, (row, value) -> holds(operation, value.compareTo(literal))));
            }
        }
    }

    @Test
    void everyComparisonOfNarrowDecimalsIsExactAlsoWithLiteralsThatAreNot() {
        FieldVector vector = decimals("n", 18, NARROW_DECIMALS);
        List<BigDecimal> literals = new ArrayList<>(NARROW_DECIMALS);
        literals.addAll(DECIMALS);
        for (BigDecimal literal : literals) {
            for (Operation operation : literal == null ? List.<Operation>of() : COMPARISONS) {
                assertThat(select(
                                Expressions.predicate(operation, "n", literal),
                                List.of(vector),
                                NARROW_DECIMALS.size()))
                        .as("%s %s", operation, literal)
                        .isEqualTo(
                                expected(NARROW_DECIMALS, (row, value) -> holds(operation, value.compareTo(literal))));
            }
        }
    }

    @Test
    void listsAndPrefixesPassTheirOwnAndNeverNulls() {
        FieldVector strings = strings(STRINGS);
        int rows = STRINGS.size();

        assertThat(select(Expressions.in("s", "a", "\u00fc", "nobody"), List.of(strings), rows))
                .containsExactly(2, 5);
        assertThat(select(Expressions.notIn("s", "a", "\u00fc"), List.of(strings), rows))
                .doesNotContain(0, 2, 5)
                .hasSize(6);
        assertThat(select(Expressions.startsWith("s", "ab"), List.of(strings), rows))
                .containsExactly(3, 8);
        assertThat(select(Expressions.notStartsWith("s", "ab"), List.of(strings), rows))
                .doesNotContain(0, 3, 8)
                .hasSize(6);
        assertThat(select(Expressions.in("d", -0.0, 1.5), List.of(doubles(DOUBLES)), DOUBLES.size()))
                .containsExactly(1, 2, 3);
        assertThat(select(
                        Expressions.in("m", DECIMALS.get(2), DECIMALS.get(5)),
                        List.of(decimals(DECIMALS)),
                        DECIMALS.size()))
                .containsExactly(2, 5);
    }

    @Test
    void literalBeyondTheTypePassesAllOrNothingButNoNull() {
        IntVector vector = opened(new IntVector("i", allocator));
        vector.setSafe(0, 5);
        vector.setNull(1);
        vector.setValueCount(2);

        assertThat(select(Expressions.lessThan("i", 1L << 40), List.of(vector), 2))
                .containsExactly(0);
        assertThat(select(Expressions.notEqual("i", 1L << 40), List.of(vector), 2))
                .containsExactly(0);
        assertThat(select(Expressions.greaterThan("i", 1L << 40), List.of(vector), 2))
                .isEmpty();
        assertThat(select(Expressions.notIn("i", 1L << 40, 1L << 41), List.of(vector), 2))
                .containsExactly(0);
    }

    @Test
    void doubleIsNotRoundedToCompareWithFloats() {
        Float4Vector vector = opened(new Float4Vector("f", allocator));
        vector.setSafe(0, 0.1f);
        vector.setValueCount(1);

        assertThat(select(Expressions.greaterThan("f", 0.1), List.of(vector), 1))
                .containsExactly(0);
        assertThat(select(Expressions.equal("f", 0.1), List.of(vector), 1)).isEmpty();
        assertThat(select(Expressions.equal("f", 0.1f), List.of(vector), 1)).containsExactly(0);
    }

    @Test
    void fieldOfANullStructIsNull() {
        Schema schema = new Schema(optional(1, "p", Types.StructType.of(optional(2, "x", Types.LongType.get()))));
        StructVector place = opened(StructVector.empty("p", allocator));
        BigIntVector x = place.addOrGet("x", FieldType.nullable(new ArrowType.Int(64, true)), BigIntVector.class);
        place.setIndexDefined(0);
        x.setSafe(0, 7);
        place.setNull(1);
        x.setSafe(1, 7);
        place.setIndexDefined(2);
        x.setNull(2);
        place.setValueCount(3);

        assertThat(select(Expressions.equal("p.x", 7L), schema, List.of(place), 3))
                .containsExactly(0);
        assertThat(select(Expressions.isNull("p.x"), schema, List.of(place), 3)).containsExactly(1, 2);
        assertThat(select(Expressions.notNull("p.x"), schema, List.of(place), 3))
                .containsExactly(0);
        assertThat(select(Expressions.isNull("p"), schema, List.of(place), 3)).containsExactly(1);
    }

    /** True, false or unknown, as a nested evaluator of one row at a time has it. */
    private static @Nullable Boolean truth(Expression expression, @Nullable Long l, @Nullable Double d) {
        if (expression instanceof org.apache.iceberg.expressions.And and) {
            return and(truth(and.left(), l, d), truth(and.right(), l, d));
        }
        if (expression instanceof org.apache.iceberg.expressions.Or or) {
            Boolean none = and(not(truth(or.left(), l, d)), not(truth(or.right(), l, d)));
            return not(none);
        }
        if (expression instanceof org.apache.iceberg.expressions.Not not) {
            return not(truth(not.child(), l, d));
        }
        var predicate = (org.apache.iceberg.expressions.UnboundPredicate<?>) expression;
        Object value = predicate.ref().name().equals("l") ? (Object) l : d;
        if (predicate.op() == Operation.IS_NULL) {
            return value == null;
        }
        if (value == null) {
            return null;
        }
        Object literal = predicate.literal().value();
        int compared = value instanceof Long number
                ? Long.compare(number, (Long) literal)
                : compareDoubles((Double) value, (Double) literal);
        return holds(predicate.op(), compared);
    }

    private static @Nullable Boolean not(@Nullable Boolean truth) {
        return truth == null ? null : !truth;
    }

    private static @Nullable Boolean and(@Nullable Boolean left, @Nullable Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return left == null || right == null ? null : Boolean.TRUE;
    }

    private static Expression random(Random random, int depth) {
        if (depth > 0) {
            return switch (random.nextInt(3)) {
                case 0 -> Expressions.and(random(random, depth - 1), random(random, depth - 1));
                case 1 -> Expressions.or(random(random, depth - 1), random(random, depth - 1));
                default -> Expressions.not(random(random, depth - 1));
            };
        }
        Operation operation = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
        return switch (random.nextInt(5)) {
            case 0 -> Expressions.isNull("l");
            case 1, 2 -> Expressions.predicate(operation, "l", (long) random.nextInt(5));
            default -> Expressions.predicate(operation, "d", (double) random.nextInt(5));
        };
    }

    @Test
    void anyCombinationAgreesWithThreeValuedLogicRowByRow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int rows = 200;
        List<Long> longs = new ArrayList<>();
        List<Double> doubles = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            longs.add(random.nextInt(4) == 0 ? null : (long) random.nextInt(5));
            double value = random.nextInt(6) == 0 ? Double.NaN : random.nextInt(5);
            doubles.add(random.nextInt(4) == 0 ? null : (Double) value);
        }
        BigIntVector l = opened(new BigIntVector("l", allocator));
        for (int row = 0; row < rows; row++) {
            if (longs.get(row) == null) {
                l.setNull(row);
            } else {
                l.setSafe(row, longs.get(row));
            }
        }
        l.setValueCount(rows);
        FieldVector d = doubles(doubles);
        for (int round = 0; round < 300; round++) {
            Expression filter = random(random, 1 + random.nextInt(4));
            List<FieldVector> vectors = VectorFilter.compile(filter, SCHEMA).columns().columns().stream()
                    .map(field -> field.name().equals("l") ? l : d)
                    .toList();
            List<Integer> expected = IntStream.range(0, rows)
                    .filter(row -> Boolean.TRUE.equals(truth(filter, longs.get(row), doubles.get(row))))
                    .boxed()
                    .toList();
            assertThat(select(filter, vectors, rows))
                    .as("seed %d: %s", seed, filter)
                    .isEqualTo(expected);
        }
    }

    @Test
    void unknownColumnAndUnfittingLiteralSaySo() {
        assertThatThrownBy(() -> VectorFilter.compile(Expressions.equal("nobody", 1), SCHEMA))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> VectorFilter.compile(Expressions.equal("l", ByteBuffer.allocate(1)), SCHEMA))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("does not fit column \"l\" of type long");
    }
}
