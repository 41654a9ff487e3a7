package io.godwit.planner.scan;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.pitjoin.batch.GodwitException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables in object storage, through the AWS SDK. */
class S3TablesTest {
    private static final Schema SCHEMA =
            new Schema(required(1, "id", Types.LongType.get()), optional(2, "text", Types.StringType.get()));

    @TempDir
    Path directory;

    private ObjectStorage storage;
    private final QueryScope scope = new QueryScope();
    private TestLake lake;

    @BeforeEach
    void open() {
        storage = openStorage(directory);
        lake = new TestLake(directory, storage.properties());
    }

    ObjectStorage openStorage(Path directory) {
        return ObjectStorage.in(directory);
    }

    @AfterEach
    void close() {
        lake.close();
        scope.close();
        storage.close();
    }

    private Rows read(TableScan scan) {
        return Rows.of(scan.open(scope.context()));
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "AVRO", "ORC"})
    void rowsAndDeletesAreReadFromObjects(FileFormat format) {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, format, null, TestLake.ids(SCHEMA, 0, 5));
        TestLake.deletePositions(table, file, 2);

        assertThat(file.location()).startsWith("s3://bucket/warehouse/shop/t/");
        assertThat(read(TableScan.of(lake.pin("t"))).column(0)).containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    void onlyTheColumnsAskedForAreFetched() {
        Table table = lake.create("t", SCHEMA);
        List<Record> rows = new ArrayList<>();
        Random random = new Random(1);
        for (long id = 0; id < 3_000; id++) {
            byte[] noise = new byte[300];
            random.nextBytes(noise);
            rows.add(TestLake.row(SCHEMA, id, new String(noise, StandardCharsets.ISO_8859_1)));
        }
        DataFile file = TestLake.append(table, rows);
        TableScan scan = TableScan.of(lake.pin("t"));
        long before = storage.line().bytesServed();

        Rows ids = read(scan.select(List.of("id")).filter(Expressions.lessThan("id", 10L)));

        assertThat(ids.values()).hasSize(10);
        assertThat(storage.line().bytesServed() - before).isLessThan(file.fileSizeInBytes() / 2);
    }

    @Test
    void objectThatIsGoneIsAnErrorThatNamesIt() {
        Table table = lake.create("t", SCHEMA);
        DataFile file = TestLake.append(table, TestLake.ids(SCHEMA, 0, 5));
        table.io().deleteFile(file.location());

        assertThatThrownBy(() -> read(TableScan.of(lake.pin("t"))))
                .isInstanceOf(GodwitException.class)
                .hasMessageContaining(file.location());
    }
}
