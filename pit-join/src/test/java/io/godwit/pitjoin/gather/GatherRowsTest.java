package io.godwit.pitjoin.gather;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.pitjoin.ArrowRows;
import io.godwit.pitjoin.TestContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class GatherRowsTest {
    private static final Schema SCHEMA = new Schema(List.of(
            field(new ArrowType.Bool()),
            field(new ArrowType.Int(8, true)),
            field(new ArrowType.Int(16, true)),
            field(new ArrowType.Int(32, true)),
            field(new ArrowType.Int(64, true)),
            field(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)),
            field(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)),
            field(new ArrowType.Decimal(20, 2, 128)),
            field(new ArrowType.Decimal(50, 2, 256)),
            field(new ArrowType.Date(DateUnit.DAY)),
            field(new ArrowType.Timestamp(TimeUnit.NANOSECOND, "UTC")),
            field(new ArrowType.Utf8()),
            field(new ArrowType.LargeUtf8()),
            field(new ArrowType.Binary()),
            field(new ArrowType.FixedSizeBinary(5)),
            new Field("list", FieldType.nullable(new ArrowType.List()), List.of(field(new ArrowType.Utf8()))),
            new Field(
                    "struct",
                    FieldType.nullable(new ArrowType.Struct()),
                    List.of(
                            Field.nullable("a", new ArrowType.Int(32, true)),
                            Field.nullable("b", new ArrowType.Utf8())))));

    private static Field field(ArrowType type) {
        return Field.nullable(type.toString(), type);
    }

    private static List<Object> row(Random random) {
        long number = random.nextInt(100);
        String text = "x".repeat(random.nextInt(50));
        List<Object> row = new ArrayList<>(Arrays.asList(
                random.nextBoolean(),
                number,
                number,
                number,
                number,
                (float) number,
                (double) number,
                BigDecimal.valueOf(number, 2),
                BigDecimal.valueOf(-number, 2),
                number,
                number,
                text,
                text,
                text.getBytes(UTF_8),
                new byte[] {1, 2, 3, 4, (byte) number},
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(i -> (Object) (text + i))
                        .toList(),
                Arrays.asList(number, text)));
        for (int column = 0; column < row.size(); column++) {
            if (random.nextInt(5) == 0) {
                row.set(column, null);
            }
        }
        return row;
    }

    @Test
    void rowsOfManyBatchesComeInTheOrderAskedFor() {
        Random random = new Random(7);
        List<List<Object>> first =
                IntStream.range(0, 100).mapToObj(i -> row(random)).toList();
        List<List<Object>> second =
                IntStream.range(0, 33).mapToObj(i -> row(random)).toList();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot one = ArrowRows.batch(allocator, SCHEMA, first);
                VectorSchemaRoot two = ArrowRows.batch(allocator, SCHEMA, second);
                VectorSchemaRoot target = VectorSchemaRoot.create(SCHEMA, allocator)) {
            List<List<Object>> expected = new ArrayList<>();
            long[] locations = new long[200];
            for (int i = 0; i < locations.length; i++) {
                boolean fromFirst = random.nextBoolean();
                int row = random.nextInt(fromFirst ? 100 : 33);
                boolean none = random.nextInt(10) == 0;
                locations[i] = none ? RowLocations.NONE : RowLocations.of(fromFirst ? 0 : 1, row);
                expected.add(
                        none
                                ? Arrays.asList(new Object[SCHEMA.getFields().size()])
                                : ArrowRows.rows(fromFirst ? one : two).get(row));
            }

            for (int column = 0; column < SCHEMA.getFields().size(); column++) {
                GatherRows.gather(
                        List.of(one.getVector(column), two.getVector(column)),
                        locations,
                        10,
                        150,
                        target.getVector(column));
            }
            target.setRowCount(150);
            assertThat(ArrowRows.rows(target)).isEqualTo(expected.subList(10, 160));
        }
    }

    /** The same rows from the same batches, once column by column and once packed; blocks of rows end in the middle. */
    @Test
    void packedRowsComeAsThoseOfColumnsDo() {
        Random random = new Random(13);
        List<Field> fields =
                SCHEMA.getFields().stream().filter(GatherRowsTest::isPackable).toList();
        Schema schema = new Schema(fields);
        List<List<Object>> first =
                IntStream.range(0, 1_000).mapToObj(i -> packableRow(random)).toList();
        List<List<Object>> second =
                IntStream.range(0, 33).mapToObj(i -> packableRow(random)).toList();
        long[] locations = random.ints(2_000, -100, 1_033)
                .mapToLong(row -> row < 0 ? RowLocations.NONE : RowLocations.of(row < 1_000 ? 0 : 1, row % 1_000))
                .toArray();
        try (TestContext test = new TestContext();
                VectorSchemaRoot one = ArrowRows.batch(test.allocator(), schema, first);
                VectorSchemaRoot two = ArrowRows.batch(test.allocator(), schema, second);
                VectorSchemaRoot expected = VectorSchemaRoot.create(schema, test.allocator());
                VectorSchemaRoot target = VectorSchemaRoot.create(schema, test.allocator())) {
            List<List<FieldVector>> columns = IntStream.range(0, fields.size())
                    .mapToObj(column -> List.of(one.getVector(column), two.getVector(column)))
                    .toList();
            for (int column = 0; column < fields.size(); column++) {
                GatherRows.gather(columns.get(column), locations, 10, 1_900, expected.getVector(column));
            }
            expected.setRowCount(1_900);
            try (PackedRows packed = PackedRows.pack(columns, test.context())) {
                packed.gather(locations, 10, 1_900, target.getFieldVectors());
            }
            target.setRowCount(1_900);
            assertThat(ArrowRows.rows(target)).isEqualTo(ArrowRows.rows(expected));
            assertThat(one.getVector(1).getBufferSize()).isZero();
        }
    }

    /** All but bits, strings and nested values. */
    private static boolean isPackable(Field field) {
        try (BufferAllocator allocator = new RootAllocator();
                FieldVector vector = field.createVector(allocator)) {
            return PackedRows.canPack(vector);
        }
    }

    /** The eight bytes of the last integer are never null. */
    private static List<Object> packableRow(Random random) {
        List<Object> row = new ArrayList<>();
        List<Object> all = row(random);
        for (int column = 0; column < all.size(); column++) {
            if (isPackable(SCHEMA.getFields().get(column))) {
                row.add(column == 4 && all.get(column) == null ? Long.valueOf(7) : all.get(column));
            }
        }
        return row;
    }

    /** As batches of output that are put together side by side do. Nested values are what Arrow copies itself. */
    @Test
    void severalThreadsMayGatherFromTheSameBatches() {
        Random random = new Random(11);
        List<Field> nested = SCHEMA.getFields().subList(15, 17);
        Schema schema = new Schema(nested);
        List<List<Object>> rows = IntStream.range(0, 5_000)
                .mapToObj(i -> row(random).subList(15, 17))
                .toList();
        long[] locations = IntStream.range(0, rows.size())
                .mapToLong(row -> RowLocations.of(0, row))
                .toArray();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot source = ArrowRows.batch(allocator, schema, rows)) {
            List<List<List<Object>>> gathered = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(thread -> gather(source, locations, allocator))
                    .toList();
            assertThat(gathered).allMatch(rows::equals);
        }
    }

    private static List<List<Object>> gather(VectorSchemaRoot source, long[] locations, BufferAllocator allocator) {
        try (VectorSchemaRoot target = VectorSchemaRoot.create(source.getSchema(), allocator)) {
            for (int column = 0; column < source.getFieldVectors().size(); column++) {
                List<FieldVector> vectors = List.of(source.getVector(column));
                GatherRows.gather(vectors, locations, 0, locations.length, target.getVector(column));
            }
            target.setRowCount(locations.length);
            return ArrowRows.rows(target);
        }
    }

    /** Arrow's own copier knows no times in a zone within lists. */
    @Test
    void listsOfStructuresAndMapsHoldAnyType() {
        Field instants = Field.nullable("at", new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"));
        Field item = new Field(
                "item",
                FieldType.nullable(new ArrowType.Struct()),
                List.of(instants, Field.nullable("n", new ArrowType.Decimal(20, 2, 128))));
        Field field = new Field("list", FieldType.nullable(new ArrowType.List()), List.of(item));
        Random random = new Random(11);
        try (BufferAllocator allocator = new RootAllocator();
                ListVector one = lists(field, 60, random, allocator);
                ListVector two = lists(field, 20, random, allocator);
                FieldVector target = field.createVector(allocator)) {
            long[] locations = new long[100];
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < locations.length; i++) {
                boolean none = random.nextInt(10) == 0;
                boolean fromFirst = random.nextBoolean();
                int row = random.nextInt(fromFirst ? 60 : 20);
                locations[i] = none ? RowLocations.NONE : RowLocations.of(fromFirst ? 0 : 1, row);
                expected.add(none ? null : (fromFirst ? one : two).getObject(row));
            }

            GatherRows.gather(List.of(one, two), locations, 0, locations.length, target);

            List<Object> found =
                    IntStream.range(0, 100).mapToObj(target::getObject).collect(Collectors.toList());
            assertThat(found).isEqualTo(expected);
        }
    }

    private static ListVector lists(Field field, int rows, Random random, BufferAllocator allocator) {
        ListVector lists = (ListVector) field.createVector(allocator);
        lists.allocateNew();
        StructVector items = (StructVector) lists.getDataVector();
        TimeStampMicroTZVector instants = (TimeStampMicroTZVector) items.getChild("at");
        DecimalVector numbers = (DecimalVector) items.getChild("n");
        int next = 0;
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(5) == 0) {
                lists.setNull(row);
                continue;
            }
            lists.startNewValue(row);
            int count = random.nextInt(4);
            for (int i = 0; i < count; i++, next++) {
                if (random.nextInt(4) > 0) {
                    items.setIndexDefined(next);
                    instants.setSafe(next, random.nextLong());
                    numbers.setSafe(next, random.nextInt(1000));
                }
            }
            lists.endValue(row, count);
        }
        items.setValueCount(next);
        lists.setValueCount(rows);
        return lists;
    }
}
