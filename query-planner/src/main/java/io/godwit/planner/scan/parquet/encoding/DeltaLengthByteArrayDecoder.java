package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** DELTA_LENGTH_BYTE_ARRAY into strings or byte arrays: the bytes of a block are one copy. */
final class DeltaLengthByteArrayDecoder implements ValueDecoder {
    private final DeltaLengthByteArrays values = new DeltaLengthByteArrays();
    private final VariableWidthSink sink;

    DeltaLengthByteArrayDecoder(VariableWidthSink sink) {
        this.sink = sink;
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        values.reset(address, length);
    }

    @Override
    public void decode(int count) {
        long ends = sink.nextEnd();
        for (int done = 0; done < count; ) {
            int now = Math.min(ScratchBlock.VALUES, count - done);
            long[] lengths = values.readLengths(now);
            long bytes = sum(lengths, now);
            long from = values.take(bytes);
            copyMemory(from, sink.reserveBytes(bytes), bytes);
            int end = sink.bytes();
            for (int i = 0; i < now; i++) {
                end += (int) lengths[i];
                putInt(ends + 4L * (done + i), end);
            }
            sink.setBytes(end);
            done += now;
        }
    }

    @Override
    public void skip(int count) {
        for (int left = count; left > 0; left -= ScratchBlock.VALUES) {
            int now = Math.min(ScratchBlock.VALUES, left);
            values.take(sum(values.readLengths(now), now));
        }
    }

    private static long sum(long[] lengths, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (lengths[i] < 0 || lengths[i] > Integer.MAX_VALUE) {
                throw new MalformedPage("a byte array of " + lengths[i] + " bytes");
            }
            sum += lengths[i];
        }
        return sum;
    }
}
