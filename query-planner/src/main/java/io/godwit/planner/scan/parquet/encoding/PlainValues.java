package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MemoryCursor;

/** Reads values as the PLAIN encoding stores them, and writes them in the fixed number of bytes the vector has for each. */
interface PlainValues {
    void read(MemoryCursor in, long target, int count);

    void skip(MemoryCursor in, int count);

    /** How many values stand whole in the first {@code bytes} bytes, as far as that can be told without reading them. */
    int countIn(long bytes);

    /** The values all have the same number of bytes. */
    static PlainValues fixedWidth(Conversion conversion) {
        return new PlainValues() {
            @Override
            public void read(MemoryCursor in, long target, int count) {
                conversion.convert(in.take((long) count * conversion.sourceWidth()), target, count);
            }

            @Override
            public void skip(MemoryCursor in, int count) {
                in.take((long) count * conversion.sourceWidth());
            }

            @Override
            public int countIn(long bytes) {
                return (int) Math.min(Integer.MAX_VALUE, bytes / conversion.sourceWidth());
            }
        };
    }

    /** Decimals as byte arrays, each with its length before it. */
    static PlainValues byteArrayDecimals() {
        return new PlainValues() {
            @Override
            public void read(MemoryCursor in, long target, int count) {
                for (int i = 0; i < count; i++) {
                    int length = in.readLength();
                    Conversion.bytesToDecimal(in.take(length), length, target + 16L * i);
                }
            }

            @Override
            public void skip(MemoryCursor in, int count) {
                for (int i = 0; i < count; i++) {
                    in.take(in.readLength());
                }
            }

            @Override
            public int countIn(long bytes) {
                return 0;
            }
        };
    }
}
