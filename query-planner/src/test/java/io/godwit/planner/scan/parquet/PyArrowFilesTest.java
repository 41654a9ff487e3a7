package io.godwit.planner.scan.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.iceberg.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that pyarrow wrote, against what pyarrow reads from them ({@code generate.py} makes both). */
class PyArrowFilesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "flat-none, flat",
        "flat-snappy, flat",
        "flat-gzip, flat",
        "flat-zstd, flat",
        "flat-lz4, flat",
        "flat-brotli, flat",
        "flat-v2, flat",
        "flat-plain, flat",
        "flat-fallback, flat",
        "flat-intdecimal, flat",
        "flat-delta, flat",
        "flat-split, flat",
        "flat-int96, flat-int96",
        "flat-required, flat-required",
        "flat-clustered, flat-clustered",
        "nested-v1, nested",
        "nested-v2, nested",
        "nested-plain, nested",
    })
    void everyValueIsWhatPyArrowReads(String file, String expected) throws Exception {
        Path path = ParquetReads.resource(file + ".parquet");
        Schema schema = ParquetReads.schemaOf(path);
        try (RootAllocator allocator = new RootAllocator()) {
            Map<String, List<Object>> found = ParquetReads.values(allocator, ParquetReads.read(path, schema));
            Map<String, List<Object>> wanted =
                    ParquetReads.arrowValues(allocator, ParquetReads.resource(expected + ".arrow"));
            assertThat(found.keySet()).isEqualTo(wanted.keySet());
            wanted.forEach(
                    (column, values) -> assertThat(found.get(column)).as(column).isEqualTo(values));
        }
    }
}
