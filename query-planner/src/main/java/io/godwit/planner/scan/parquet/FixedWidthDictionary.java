package io.godwit.planner.scan.parquet;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getInt;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import org.apache.arrow.memory.BufferAllocator;

/** A dictionary whose values were converted once, and the decoder of pages that index it. */
final class FixedWidthDictionary implements Dictionary {
    private final FixedWidthSink sink;
    private final int width;
    private final OutputBuffer values;
    private final DictionaryIndexes indexes;

    FixedWidthDictionary(
            BufferAllocator allocator, PlainValues plain, FixedWidthSink sink, long address, long length, int size) {
        this.sink = sink;
        this.width = sink.width();
        this.values = new OutputBuffer(allocator, 0);
        this.indexes = new DictionaryIndexes(size);
        MemoryCursor in = new MemoryCursor();
        in.reset(address, length);
        try {
            if (size > length) {
                throw new MalformedPage("a dictionary of %d values in %d bytes".formatted(size, length));
            }
            values.ensure(Math.max(1, (long) size * width), 0);
            plain.read(in, values.address(), size);
        } catch (RuntimeException e) {
            values.close();
            throw e;
        }
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        indexes.reset(address, length);
    }

    @Override
    public void decode(int count) {
        long target = sink.next();
        for (int done = 0; done < count; ) {
            int now = Math.min(DictionaryIndexes.BLOCK, count - done);
            gather(indexes.read(now), target + (long) done * width, now);
            done += now;
        }
    }

    @Override
    public void skip(int count) {
        indexes.skip(count);
    }

    @Override
    public void close() {
        values.close();
    }

    private void gather(int[] index, long target, int count) {
        long from = values.address();
        switch (width) {
            case 4 -> gatherInts(from, index, target, count);
            case 8 -> gatherLongs(from, index, target, count);
            case 16 -> gatherPairs(from, index, target, count);
            default -> gatherBytes(from, index, target, count);
        }
    }

    private static void gatherInts(long from, int[] index, long target, int count) {
        for (int i = 0; i < count; i++) {
            putInt(target + 4L * i, getInt(from + 4L * index[i]));
        }
    }

    private static void gatherLongs(long from, int[] index, long target, int count) {
        for (int i = 0; i < count; i++) {
            putLong(target + 8L * i, getLong(from + 8L * index[i]));
        }
    }

    private static void gatherPairs(long from, int[] index, long target, int count) {
        for (int i = 0; i < count; i++) {
            long at = from + 16L * index[i];
            putLong(target + 16L * i, getLong(at));
            putLong(target + 16L * i + 8, getLong(at + 8));
        }
    }

    private void gatherBytes(long from, int[] index, long target, int count) {
        for (int i = 0; i < count; i++) {
            copyMemory(from + (long) width * index[i], target + (long) width * i, width);
        }
    }
}
