package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** PLAIN byte arrays: each value with its length before it. */
final class PlainByteArrayDecoder implements ValueDecoder {
    /** Values are read in blocks, so that what is reserved for them is near what they need. */
    private static final int BLOCK = 4096;

    private final VariableWidthSink sink;
    private long position;
    private long end;

    PlainByteArrayDecoder(VariableWidthSink sink) {
        this.sink = sink;
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        position = address;
        end = address + length;
    }

    @Override
    public void decode(int count) {
        long ends = sink.nextEnd();
        for (int done = 0; done < count; ) {
            int now = Math.min(BLOCK, count - done);
            decodeBlock(ends + 4L * done, now);
            done += now;
        }
    }

    @Override
    public void skip(int count) {
        position = walk(count);
    }

    private void decodeBlock(long ends, int count) {
        long last = walk(count);
        long bytes = last - position - (long) count * Integer.BYTES;
        long target = sink.reserveBytes(bytes);
        long at = position;
        int valueEnd = sink.bytes();
        for (int i = 0; i < count; i++) {
            int length = getInt(at);
            VariableWidthSink.copy(at + Integer.BYTES, target, length);
            at += Integer.BYTES + length;
            target += length;
            valueEnd += length;
            putInt(ends + 4L * i, valueEnd);
        }
        sink.setBytes(valueEnd);
        position = last;
    }

    /** Where the value after the next {@code count} begins, all their lengths checked. */
    private long walk(int count) {
        long at = position;
        for (int i = 0; i < count; i++) {
            if (end - at < Integer.BYTES) {
                throw new MalformedPage("the page ends within a length");
            }
            int length = getInt(at);
            at += Integer.BYTES;
            if (length < 0 || length > end - at) {
                throw new MalformedPage("a byte array of %d bytes where %d are left".formatted(length, end - at));
            }
            at += length;
        }
        return at;
    }
}
