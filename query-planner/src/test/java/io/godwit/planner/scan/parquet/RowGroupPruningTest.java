package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.planner.scan.file.FileRead;
import io.godwit.planner.scan.file.RowFilter;
import io.godwit.planner.scan.file.ScanMetrics.Counter;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, one row group of 1,000 rows: even numbers as text of few values, odd ones as text of many. */
class RowGroupPruningTest {
    private static final Schema SCHEMA = new Schema(
            NestedField.required(1, "few", Types.StringType.get()),
            NestedField.required(2, "many", Types.StringType.get()));

    @TempDir
    Path directory;

    @Test
    void statisticsRuleOutWhatIsOutsideTheBounds() throws IOException {
        assertThat(isRead(Expressions.equal("few", "zebra"))).isFalse();
    }

    @Test
    void dictionaryRulesOutWhatItDoesNotHold() throws IOException {
        assertThat(isRead(Expressions.equal("few", "v12"))).isTrue();
        assertThat(isRead(Expressions.equal("few", "v13"))).isFalse();
    }

    @Test
    void bloomFilterRulesOutWhatItHasNotSeen() throws IOException {
        assertThat(isRead(Expressions.equal("many", "v301"))).isTrue();
        assertThat(isRead(Expressions.equal("many", "v302"))).isFalse();
        assertThat(isRead(Expressions.greaterThan("many", "v302"))).isTrue();
    }

    private boolean isRead(Expression pruning) throws IOException {
        Path file = directory.resolve("file.parquet");
        write(file);
        try (RootAllocator allocator = new RootAllocator()) {
            FileRead read = ParquetReads.read(file, SCHEMA, RowFilter.ALL, pruning, null, 1000);
            int rows = ParquetReads.values(allocator, read).get("few").size();
            assertThat(rows).isIn(0, 1000);
            assertThat(read.metrics().count(Counter.ROW_GROUPS_SKIPPED)).isEqualTo(rows == 0 ? 1 : 0);
            return rows > 0;
        }
    }

    private static void write(Path file) throws IOException {
        FileAppender<Record> appender = Parquet.write(Files.localOutput(file.toFile()))
                .schema(SCHEMA)
                .createWriterFunc(GenericParquetWriter::create)
                .set("write.parquet.bloom-filter-enabled.column.many", "true")
                .set("write.parquet.dict-size-bytes", "1000")
                .overwrite()
                .build();
        try (appender) {
            for (int row = 0; row < 1000; row++) {
                Record record = GenericRecord.create(SCHEMA);
                record.setField("few", "v" + row % 10 * 2);
                record.setField("many", "v" + (2 * row + 1));
                appender.add(record);
            }
        }
    }
}
