package io.godwit.planner.temporary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainRowsTest {
    private static final DictionaryProvider NO_DICTIONARIES = new DictionaryProvider.MapDictionaryProvider();
    private static final String LONG = "longer than the twelve bytes that stand in a view";

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void stringsAreOfOneKind() {
        LargeVarCharVector large = new LargeVarCharVector("large", allocator);
        ViewVarCharVector view = new ViewVarCharVector("view", allocator);
        view.allocateNew(3);
        large.setSafe(0, bytes("a"));
        view.setSafe(0, bytes(LONG));
        view.setSafe(1, bytes("twelve bytes"));
        assertThat(plain(3, large, view))
                .containsExactly(List.of("a", LONG), Arrays.asList(null, "twelve bytes"), Arrays.asList(null, null));
    }

    @Test
    void listsAreOfOneKindWhateverTheyHold() {
        LargeListVector large = LargeListVector.empty("large", allocator);
        large.addOrGetVector(FieldType.nullable(ArrowType.Utf8View.INSTANCE));
        ViewVarCharVector texts = (ViewVarCharVector) large.getDataVector();
        texts.allocateNew(2);
        large.startNewValue(0);
        texts.setSafe(0, bytes(LONG));
        texts.setNull(1);
        large.endValue(0, 2);
        FixedSizeListVector pairs = FixedSizeListVector.empty("pairs", 2, allocator);
        pairs.addOrGetVector(FieldType.nullable(new ArrowType.Timestamp(TimeUnit.SECOND, null)));
        TimeStampSecVector times = (TimeStampSecVector) pairs.getDataVector();
        pairs.startNewValue(0);
        times.setSafe(0, 1);
        times.setSafe(1, -1);
        assertThat(plain(2, large, pairs).toString())
                .isEqualTo("[[[\"" + LONG + "\",null], [[1970,1,1,0,0,1],[1969,12,31,23,59,59]]], [null, null]]");
    }

    @Test
    void timesAreMicrosecondsAndDatesDays() {
        TimeStampSecVector seconds = new TimeStampSecVector("seconds", allocator);
        seconds.setSafe(0, -1);
        TimeMilliVector time = new TimeMilliVector("time", allocator);
        time.setSafe(0, 1500);
        DateMilliVector date = new DateMilliVector("date", allocator);
        date.setSafe(0, -1);
        assertThat(plain(1, seconds, time, date).toString()).isEqualTo("[[1969-12-31T23:59:59, 1500000, -1]]");
    }

    @Test
    void aTimeBeyondAllTimesIsRefusedUnlessItIsNull() {
        TimeStampSecVector seconds = new TimeStampSecVector("seconds", allocator);
        seconds.setSafe(0, Long.MAX_VALUE);
        seconds.setNull(0);
        assertThat(plain(1, seconds)).containsExactly(Arrays.asList((Object) null));
        TimeStampSecVector beyond = new TimeStampSecVector("seconds", allocator);
        beyond.setSafe(0, Long.MAX_VALUE);
        assertThatThrownBy(() -> plain(1, beyond))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("\"seconds\"")
                .hasMessageContaining("9223372036854775807");
    }

    @Test
    void numbersOfUncommonWidthsBecomeCommonOnes() {
        Float2Vector half = new Float2Vector("half", allocator);
        half.setSafe(0, Float16.toFloat16(1.5f));
        Decimal256Vector wide = new Decimal256Vector("wide", allocator, 38, 2);
        wide.setSafe(0, new BigDecimal("-1.25"));
        assertThat(plain(1, half, wide)).containsExactly(List.of(1.5f, new BigDecimal("-1.25")));
    }

    @Test
    void dictionariesAreDecoded() {
        try (VarCharVector values = new VarCharVector("values", allocator);
                VarCharVector cities = new VarCharVector("city", allocator)) {
            values.setSafe(0, bytes("AMS"));
            values.setSafe(1, bytes("EWR"));
            values.setValueCount(2);
            cities.setSafe(0, bytes("EWR"));
            cities.setNull(1);
            cities.setValueCount(2);
            Dictionary dictionary = new Dictionary(values, new DictionaryEncoding(7, false, null));
            FieldVector encoded = (FieldVector) DictionaryEncoder.encode(cities, dictionary);
            VectorSchemaRoot batch = VectorSchemaRoot.of(encoded);
            PlainRows rows = new PlainRows(batch.getSchema(), new DictionaryProvider.MapDictionaryProvider(dictionary));
            assertThat(values(rows.of(batch, allocator))).containsExactly(List.of("EWR"), Arrays.asList((Object) null));
        }
    }

    static Stream<Field> withoutPlainForm() {
        Field view = new Field("v", FieldType.nullable(ArrowType.ListView.INSTANCE), List.of());
        return Stream.of(
                new Field("x", FieldType.nullable(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)), List.of()),
                new Field("x", FieldType.nullable(new ArrowType.Duration(TimeUnit.NANOSECOND)), List.of()),
                new Field("x", FieldType.nullable(new ArrowType.Decimal(39, 2, 256)), List.of()),
                new Field("x", FieldType.nullable(new ArrowType.Decimal(5, -2, 128)), List.of()),
                new Field("x", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(view)));
    }

    @ParameterizedTest
    @MethodSource("withoutPlainForm")
    void whatHasNoPlainFormIsRefusedByName(Field field) {
        assertThatThrownBy(() -> new PlainRows(new Schema(List.of(field)), NO_DICTIONARIES))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("Column \"x")
                .hasMessageContaining("cast it");
    }

    private List<List<Object>> plain(int rowCount, FieldVector... vectors) {
        for (FieldVector vector : vectors) {
            vector.setValueCount(rowCount);
        }
        VectorSchemaRoot batch = VectorSchemaRoot.of(vectors);
        batch.setRowCount(rowCount);
        PlainRows rows = new PlainRows(batch.getSchema(), NO_DICTIONARIES);
        VectorSchemaRoot plain = rows.of(batch, allocator);
        assertThat(plain.getSchema()).isEqualTo(rows.schema());
        return values(plain);
    }

    private static List<List<Object>> values(VectorSchemaRoot batch) {
        try (batch) {
            List<List<Object>> rows = new ArrayList<>();
            for (int row = 0; row < batch.getRowCount(); row++) {
                int at = row;
                rows.add(new ArrayList<>(batch.getFieldVectors().stream()
                        .map(vector -> vector.getObject(at))
                        .map(value -> value instanceof Text text ? text.toString() : value)
                        .toList()));
            }
            return rows;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
