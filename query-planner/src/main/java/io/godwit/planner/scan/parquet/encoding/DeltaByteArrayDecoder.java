package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** DELTA_BYTE_ARRAY, whatever it ends in. */
abstract sealed class DeltaByteArrayDecoder implements ValueDecoder {
    final DeltaByteArrays values;

    private DeltaByteArrayDecoder(DeltaByteArrays values) {
        this.values = values;
    }

    @Override
    public final void reset(long address, long length, int valueCount) {
        values.reset(address, length);
    }

    @Override
    public final void skip(int count) {
        for (int i = 0; i < count; i++) {
            values.advance();
        }
    }

    /** Into strings or byte arrays. */
    static final class ToVariableWidth extends DeltaByteArrayDecoder {
        private final VariableWidthSink sink;

        ToVariableWidth(DeltaByteArrays values, VariableWidthSink sink) {
            super(values);
            this.sink = sink;
        }

        @Override
        public void decode(int count) {
            long ends = sink.nextEnd();
            for (int i = 0; i < count; i++) {
                values.advance();
                int length = values.length();
                VariableWidthSink.copy(values.address(), sink.reserveBytes(length), length);
                sink.setBytes(sink.bytes() + length);
                putInt(ends + 4L * i, sink.bytes());
            }
        }
    }

    /** Into values of a fixed number of bytes. */
    static final class ToFixedWidth extends DeltaByteArrayDecoder {
        private final FixedWidthSink sink;

        ToFixedWidth(DeltaByteArrays values, FixedWidthSink sink) {
            super(values);
            this.sink = sink;
        }

        @Override
        public void decode(int count) {
            for (int i = 0; i < count; i++) {
                values.advance();
                if (values.length() != sink.width()) {
                    throw new MalformedPage(
                            "a value of %d bytes in a column of %d".formatted(values.length(), sink.width()));
                }
                copyMemory(values.address(), sink.next() + (long) i * sink.width(), sink.width());
            }
        }
    }

    /** Into decimals. */
    static final class ToDecimal extends DeltaByteArrayDecoder {
        private final FixedWidthSink sink;

        ToDecimal(DeltaByteArrays values, FixedWidthSink sink) {
            super(values);
            this.sink = sink;
        }

        @Override
        public void decode(int count) {
            for (int i = 0; i < count; i++) {
                values.advance();
                Conversion.bytesToDecimal(values.address(), values.length(), sink.next() + 16L * i);
            }
        }
    }
}
