package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;

/** Booleans, one bit each: PLAIN, or with RLE runs behind a length. */
abstract sealed class BooleanDecoder implements ValueDecoder {
    final BooleanSink sink;

    private BooleanDecoder(BooleanSink sink) {
        this.sink = sink;
    }

    static final class Plain extends BooleanDecoder {
        private long address;
        private long bit;
        private long bits;

        Plain(BooleanSink sink) {
            super(sink);
        }

        @Override
        public void reset(long address, long length, int valueCount) {
            this.address = address;
            bit = 0;
            bits = 8 * length;
        }

        @Override
        public void decode(int count) {
            long from = bit;
            skip(count);
            Bits.copy(address, from, sink.values(), sink.slots(), count);
        }

        @Override
        public void skip(int count) {
            if (count > bits - bit) {
                throw new MalformedPage("%d booleans wanted where %d are left".formatted(count, bits - bit));
            }
            bit += count;
        }
    }

    static final class RunLength extends BooleanDecoder {
        private final RunLengthDecoder runs = new RunLengthDecoder();

        RunLength(BooleanSink sink) {
            super(sink);
        }

        @Override
        public void reset(long address, long length, int valueCount) {
            MemoryCursor in = new MemoryCursor();
            in.reset(address, length);
            int bytes = in.readLength();
            runs.reset(in.take(bytes), bytes, 1);
        }

        @Override
        public void decode(int count) {
            runs.readBits(sink.values(), sink.slots(), count);
        }

        @Override
        public void skip(int count) {
            runs.skip(count);
        }
    }
}
