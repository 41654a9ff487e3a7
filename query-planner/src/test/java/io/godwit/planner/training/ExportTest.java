package io.godwit.planner.training;

import static io.godwit.planner.write.LakeFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    private static final String EXPORT = "EXPORT TRAINING DATASET air VERSION 1 TO ";

    @TempDir
    Path directory;

    private AirQuality air;

    @BeforeEach
    void open() {
        air = new AirQuality(directory);
    }

    @AfterEach
    void nothingLeaks() {
        air.close();
    }

    private InputFile file(List<Object> written) {
        return air.table().io().newInputFile((String) written.get(1));
    }

    @Test
    void rowsGoToOneParquetFile() throws IOException {
        air.create("");
        List<List<Object>> written = air.run(EXPORT + "'first'");
        assertThat(written).hasSize(1);
        assertThat(written.get(0).subList(2, 4)).containsExactly("parquet", 3L);
        assertThat((String) written.get(0).get(1)).endsWith("/exports/first/air.parquet");
        assertThat(file(written.get(0)).getLength()).isEqualTo(written.get(0).get(4));
        assertThat(values(file(written.get(0)))).containsExactly(1.0, 2.0, null);
        assertThatThrownBy(() -> air.run(EXPORT + "'first'")).hasMessageContaining("is there already");
    }

    private static List<Object> values(InputFile file) throws IOException {
        org.apache.iceberg.Schema schema =
                new org.apache.iceberg.Schema(Types.NestedField.optional(4, "pm10", Types.DoubleType.get()));
        List<Object> values = new ArrayList<>();
        try (CloseableIterable<Record> rows = Parquet.read(file)
                .project(schema)
                .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
                .build()) {
            rows.forEach(each -> values.add(each.get(0)));
        }
        return values;
    }

    @Test
    void eachPartOfASplitIsAnArrowFile() throws IOException {
        air.create(", split.time = 'ts', split.train = '1970-01-01T00:00:00.000150Z', split.test = 'rest'");
        List<List<Object>> written = air.run(EXPORT + "'parts' FORMAT arrow");
        assertThat(written.stream().map(each -> row(each.get(0), each.get(3))))
                .containsExactly(row("test", 2L), row("train", 1L));
        assertThat(arrowRows(file(written.get(1)))).isEqualTo(1);
        assertThat(arrowRows(file(written.get(0)))).isEqualTo(2);
    }

    private long arrowRows(InputFile file) throws IOException {
        long rows = 0;
        try (InputStream stream = file.newStream();
                ArrowStreamReader reader = new ArrowStreamReader(stream, air.fixture.lake.allocator())) {
            while (reader.loadNextBatch()) {
                rows += reader.getVectorSchemaRoot().getRowCount();
            }
        }
        return rows;
    }

    @Test
    void placesOutsideTheWarehouseAreRefused() {
        air.create("");
        assertThatThrownBy(() -> air.run(EXPORT + "'/etc/godwit'")).hasMessageContaining("below the warehouse");
        assertThatThrownBy(() -> air.run(EXPORT + "'../../../x'")).hasMessageContaining("below the warehouse");
        assertThatThrownBy(() -> air.run(EXPORT + "'x' FORMAT csv")).hasMessageContaining("PARQUET or ARROW");
        assertThatThrownBy(() -> air.run(EXPORT.replace("VERSION 1", "VERSION '1-now'") + "'x'"))
                .hasMessageContaining("say VERSION 1");
    }
}
