package io.godwit.planner.write.parquet;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;

/**
 * A page that waits to be written. Its owner closes it.
 *
 * @param bytes compressed, or stored if the chunk is
 * @param plainBytes how many bytes they decompress to
 */
record EncodedPage(
        ArrowBuf bytes, int plainBytes, int valueCount, int rowCount, Statistics<?> statistics, Encoding encoding)
        implements AutoCloseable {
    @Override
    public void close() {
        bytes.close();
    }
}
