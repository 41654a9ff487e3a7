package io.godwit.planner.scan.parquet.encoding;

/** The dictionary of a column chunk: decodes the pages that index it. Closing it frees its values. */
interface Dictionary extends ValueDecoder, AutoCloseable {
    @Override
    void close();
}
