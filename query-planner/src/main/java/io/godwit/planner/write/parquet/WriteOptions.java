package io.godwit.planner.write.parquet;

import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * How a table wants its Parquet files, from its {@code write.parquet.…} properties.
 *
 * @param zstdLevel used where the codec is zstd
 * @param pageBytes a page ends when its values take about this much
 * @param pageRows a page ends after as many rows
 * @param dictionaryBytes the most a dictionary may take
 * @param rowGroupBytes a row group ends when its Arrow batches took this much
 */
public record WriteOptions(
        CompressionCodecName codec,
        int zstdLevel,
        int pageBytes,
        int pageRows,
        int dictionaryBytes,
        long rowGroupBytes) {
    private static final String PREFIX = "write.parquet.";
    private static final int ZSTD_LEVEL = 1;
    private static final long MOST_ROW_GROUP_BYTES = 64L << 20;

    public static WriteOptions of(Map<String, String> properties) {
        return new WriteOptions(
                codec(properties),
                PropertyUtil.propertyAsInt(properties, PREFIX + "compression-level", ZSTD_LEVEL),
                PropertyUtil.propertyAsInt(properties, PREFIX + "page-size-bytes", 1 << 20),
                PropertyUtil.propertyAsInt(properties, PREFIX + "page-row-limit", 20_000),
                PropertyUtil.propertyAsInt(properties, PREFIX + "dict-size-bytes", 2 << 20),
                Math.min(
                        PropertyUtil.propertyAsLong(properties, PREFIX + "row-group-size-bytes", MOST_ROW_GROUP_BYTES),
                        MOST_ROW_GROUP_BYTES));
    }

    private static CompressionCodecName codec(Map<String, String> properties) {
        return CompressionCodecName.valueOf(codecName(properties));
    }

    private static String codecName(Map<String, String> properties) {
        return properties.getOrDefault(PREFIX + "compression-codec", "zstd").toUpperCase(Locale.ROOT);
    }

    /** Whether {@link ColumnarFile} writes a table's files so; where not, Iceberg's own writer has to. */
    public static boolean areKnown(Map<String, String> properties) {
        boolean blooms = properties.keySet().stream().anyMatch(key -> key.startsWith(PREFIX + "bloom-filter-enabled"));
        return !blooms && Compressor.exists(codecName(properties));
    }
}
