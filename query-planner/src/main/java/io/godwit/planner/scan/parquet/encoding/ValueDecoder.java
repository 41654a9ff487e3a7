package io.godwit.planner.scan.parquet.encoding;

/** Decodes the values of one data page after another, nulls not among them, into the sink it was made for. */
public interface ValueDecoder {
    /** Starts on the values of a page. At most {@code valueCount} of them are asked for. */
    void reset(long address, long length, int valueCount);

    /** Writes the next {@code count} values, densely, from the sink's next slot on. The sink has room for that many slots. */
    void decode(int count);

    /** Passes over the next {@code count} values. */
    void skip(int count);
}
