package io.godwit.planner.temporary;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionMapWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadedValuesTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain ascii of some length", "größer", "", "日本"})
    void textPasses(String text) {
        try (VectorSchemaRoot batch = text(text.getBytes(StandardCharsets.UTF_8))) {
            assertThatCode(() -> UploadedValues.check(batch)).doesNotThrowAnyException();
        }
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        try (VectorSchemaRoot batch = text(new byte[] {'a', (byte) 0xff})) {
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("UTF-8");
        }
    }

    @Test
    void aCharacterCutInTwoIsRefused() {
        try (VectorSchemaRoot batch = text("ö".getBytes(StandardCharsets.UTF_8), new byte[0])) {
            batch.getVector(0).getOffsetBuffer().setInt(4, 1);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 1 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void offsetsThatLeadAstrayAreRefused(int offset) {
        try (VectorSchemaRoot batch =
                text("a".getBytes(StandardCharsets.UTF_8), "b".getBytes(StandardCharsets.UTF_8))) {
            batch.getVector(0).getOffsetBuffer().setInt(4, offset);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("\"text\"");
        }
    }

    @Test
    void wideOffsetsThatWrapRoundAreRefused() {
        LargeVarBinaryVector bytes = new LargeVarBinaryVector("bytes", allocator);
        for (int row = 0; row < 4; row++) {
            bytes.setSafe(row, new byte[1]);
        }
        bytes.setValueCount(4);
        long[] offsets = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, 4};
        for (int i = 0; i < offsets.length; i++) {
            bytes.getOffsetBuffer().setLong(8L * i, offsets[i]);
        }
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(bytes)) {
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("\"bytes\"");
        }
    }

    @Test
    void mapsPassUnlessTheirOffsetsLeadAstray() {
        MapVector map = MapVector.empty("map", allocator, false);
        UnionMapWriter writer = map.getWriter();
        writer.startMap();
        writer.startEntry();
        writer.key().integer().writeInt(1);
        writer.value().integer().writeInt(2);
        writer.endEntry();
        writer.endMap();
        map.setValueCount(1);
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(map)) {
            assertThatCode(() -> UploadedValues.check(batch)).doesNotThrowAnyException();
            map.getOffsetBuffer().setInt(4, 2);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("\"map\"");
        }
    }

    @Test
    void columnsOfUnequalLengthAreRefused() {
        IntVector numbers = new IntVector("numbers", allocator);
        numbers.setSafe(0, 1);
        numbers.setValueCount(1);
        try (VectorSchemaRoot batch =
                new VectorSchemaRoot(List.of(numbers.getField()), List.<FieldVector>of(numbers), 2)) {
            numbers.setValueCount(1);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("1 values in a batch of 2 rows");
        }
    }

    /** The second row's view is at byte 16: its length, prefix, buffer and offset are four bytes each. */
    @ParameterizedTest
    @CsvSource({"16, -1", "24, 1", "24, -1", "28, -1", "28, 1", "16, 1000000"})
    void aViewThatLeadsAstrayIsRefused(int at, int value) {
        byte[] longer = "longer than the twelve bytes that stand in a view".getBytes(StandardCharsets.UTF_8);
        ViewVarCharVector views = new ViewVarCharVector("views", allocator);
        views.allocateNew(2);
        views.setSafe(0, new byte[1]);
        views.setSafe(1, longer);
        views.setValueCount(2);
        // Leaves no room behind the one long value, as a client sends it.
        views.getDataBuffers().get(0).capacity(longer.length);
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(views)) {
            assertThatCode(() -> UploadedValues.check(batch)).doesNotThrowAnyException();
            views.getDataBuffer().setInt(at, value);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("\"views\", row 1");
        }
    }

    @Test
    void nullsWhereThereShallBeNoneAreRefused() {
        IntVector numbers = new IntVector("numbers", FieldType.notNullable(new ArrowType.Int(32, true)), allocator);
        numbers.setSafe(0, 1);
        numbers.setNull(1);
        numbers.setValueCount(2);
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(numbers)) {
            assertThatThrownBy(() -> UploadedValues.check(batch))
                    .hasMessageContaining("\"numbers\" says that it has no nulls");
        }
    }

    /** A field without nulls has some only where its structure is null itself. */
    @Test
    void nullsWithinNullsAreNone() {
        Field child = new Field("x", FieldType.notNullable(new ArrowType.Int(32, true)), List.of());
        StructVector struct = StructVector.empty("s", allocator);
        struct.initializeChildrenFromFields(List.of(child));
        IntVector numbers = (IntVector) struct.getChildrenFromFields().get(0);
        numbers.setSafe(0, 1);
        numbers.setNull(1);
        struct.setIndexDefined(0);
        struct.setNull(1);
        struct.setValueCount(2);
        try (VectorSchemaRoot batch = VectorSchemaRoot.of(struct)) {
            assertThatCode(() -> UploadedValues.check(batch)).doesNotThrowAnyException();
            struct.setIndexDefined(1);
            assertThatThrownBy(() -> UploadedValues.check(batch)).hasMessageContaining("\"x\"");
        }
    }

    private VectorSchemaRoot text(byte[]... values) {
        VarCharVector text = new VarCharVector("text", allocator);
        for (int row = 0; row < values.length; row++) {
            text.setSafe(row, values[row]);
        }
        text.setValueCount(values.length);
        return VectorSchemaRoot.of(text);
    }
}
