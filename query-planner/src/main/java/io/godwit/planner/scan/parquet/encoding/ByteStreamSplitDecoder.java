package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.getByte;
import static org.apache.arrow.memory.util.MemoryUtil.putByte;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import io.godwit.planner.scan.parquet.memory.MalformedPage;

/** BYTE_STREAM_SPLIT: first the first byte of all values, then the second of all, and so on. */
final class ByteStreamSplitDecoder implements ValueDecoder {
    private final FixedWidthSink sink;
    private final Conversion conversion;
    private final ScratchBlock scratch;
    private final int width;
    private long address;
    private int stride;
    private int next;

    ByteStreamSplitDecoder(FixedWidthSink sink, Conversion conversion, ScratchBlock scratch) {
        this.sink = sink;
        this.conversion = conversion;
        this.scratch = scratch;
        this.width = conversion.sourceWidth();
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        if (length % width != 0 || length / width > valueCount) {
            throw new MalformedPage(
                    "%d bytes of split streams for %d values of %d bytes".formatted(length, valueCount, width));
        }
        this.address = address;
        stride = (int) (length / width);
        next = 0;
    }

    @Override
    public void decode(int count) {
        long target = sink.next();
        for (int done = 0; done < count; ) {
            int now = Math.min(ScratchBlock.VALUES, count - done);
            long from = advance(now);
            if (conversion.copies()) {
                join(from, target, now);
            } else {
                join(from, scratch.address(), now);
                conversion.convert(scratch.address(), target, now);
            }
            target += (long) now * conversion.targetWidth();
            done += now;
        }
    }

    @Override
    public void skip(int count) {
        advance(count);
    }

    private long advance(int count) {
        if (count > stride - next) {
            throw new MalformedPage("%d split values wanted where %d are left".formatted(count, stride - next));
        }
        long from = address + next;
        next += count;
        return from;
    }

    private void join(long from, long target, int count) {
        switch (width) {
            case 4 -> joinInts(from, target, count);
            case 8 -> joinLongs(from, target, count);
            default -> joinBytes(from, target, count);
        }
    }

    private void joinInts(long from, long target, int count) {
        for (int i = 0; i < count; i++) {
            putInt(target + 4L * i, quarter(from + i));
        }
    }

    private void joinLongs(long from, long target, int count) {
        for (int i = 0; i < count; i++) {
            long low = quarter(from + i) & 0xffff_ffffL;
            putLong(target + 8L * i, low | (long) quarter(from + i + 4L * stride) << 32);
        }
    }

    private int quarter(long at) {
        return getByte(at) & 0xff
                | (getByte(at + stride) & 0xff) << 8
                | (getByte(at + 2L * stride) & 0xff) << 16
                | (getByte(at + 3L * stride) & 0xff) << 24;
    }

    private void joinBytes(long from, long target, int count) {
        for (int i = 0; i < count; i++) {
            for (int part = 0; part < width; part++) {
                putByte(target + (long) i * width + part, getByte(from + i + (long) part * stride));
            }
        }
    }
}
