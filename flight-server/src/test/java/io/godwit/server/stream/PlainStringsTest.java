package io.godwit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainStringsTest {
    private static final String LONG = "longer than the twelve bytes that stand in a view";

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void everythingIsGivenBack() {
        allocator.close();
    }

    @Test
    void viewsBecomeStringsAndOtherColumnsStay() {
        VectorSchemaRoot sent = views(List.of("", "twelve bytes", LONG));
        assertThat(PlainStrings.of(sent.getSchema()).findField("s").getType()).isEqualTo(ArrowType.Utf8.INSTANCE);
        try (VectorSchemaRoot plain = PlainStrings.of(sent, allocator)) {
            ValueVectorUtility.validateFull(plain);
            assertThat(texts(plain)).containsExactly("", "twelve bytes", LONG, null);
            assertThat(plain.getVector("n").getObject(3)).isEqualTo(3);
            assertThat(plain.getRowCount()).isEqualTo(4);
        }
    }

    /** The third row's view is at byte 32: its length, prefix, buffer and offset are four bytes each. */
    @ParameterizedTest
    @CsvSource({
        "32, -1, length",
        "40, 1, buffer",
        "40, -1, buffer",
        "44, -1, bytes",
        "44, 1, bytes",
        "32, 1000000, bytes"
    })
    void aViewThatPointsElsewhereIsRefused(int at, int value, String reason) {
        VectorSchemaRoot sent = views(List.of("", "twelve bytes", LONG));
        ViewVarCharVector text = (ViewVarCharVector) sent.getVector("s");
        // Leaves no room behind the one long value, as a client sends it.
        text.getDataBuffers().get(0).capacity(LONG.length());
        text.getDataBuffer().setInt(at, value);
        assertThatThrownBy(() -> PlainStrings.of(sent, allocator))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining("column \"s\": row 2")
                .hasMessageContaining(reason);
    }

    @Test
    void viewsWithinListsAreRefusedWithTheirColumn() {
        Field item = new Field("item", FieldType.nullable(ArrowType.Utf8View.INSTANCE), List.of());
        Schema schema =
                new Schema(List.of(new Field("tags", FieldType.nullable(ArrowType.List.INSTANCE), List.of(item))));
        assertThatThrownBy(() -> PlainStrings.of(schema)).hasMessageContaining("\"tags\"");
    }

    /** Rows of {@code values}, then one null, beside a column of numbers. */
    private VectorSchemaRoot views(List<String> values) {
        Field text = new Field("s", FieldType.nullable(ArrowType.Utf8View.INSTANCE), List.of());
        Field number = new Field("n", FieldType.nullable(new ArrowType.Int(32, true)), List.of());
        VectorSchemaRoot batch = VectorSchemaRoot.create(new Schema(List.of(text, number)), allocator);
        batch.allocateNew();
        for (int row = 0; row < values.size(); row++) {
            ((ViewVarCharVector) batch.getVector("s"))
                    .setSafe(row, values.get(row).getBytes(StandardCharsets.UTF_8));
        }
        IntStream.rangeClosed(0, values.size()).forEach(row -> ((IntVector) batch.getVector("n")).setSafe(row, row));
        batch.setRowCount(values.size() + 1);
        return batch;
    }

    private static List<String> texts(VectorSchemaRoot batch) {
        return IntStream.range(0, batch.getRowCount())
                .mapToObj(row -> batch.getVector("s").getObject(row))
                .map(value -> value == null ? null : value.toString())
                .toList();
    }
}
