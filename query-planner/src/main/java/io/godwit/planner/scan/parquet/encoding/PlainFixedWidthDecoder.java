package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MemoryCursor;

/** PLAIN for everything that ends in a vector of fixed width. */
final class PlainFixedWidthDecoder implements ValueDecoder {
    private final MemoryCursor in = new MemoryCursor();
    private final PlainValues values;
    private final FixedWidthSink sink;

    PlainFixedWidthDecoder(PlainValues values, FixedWidthSink sink) {
        this.values = values;
        this.sink = sink;
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        in.reset(address, length);
    }

    @Override
    public void decode(int count) {
        values.read(in, sink.next(), count);
    }

    @Override
    public void skip(int count) {
        values.skip(in, count);
    }
}
