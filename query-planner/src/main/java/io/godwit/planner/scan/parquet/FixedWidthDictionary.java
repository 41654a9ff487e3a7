package io.godwit.planner.scan.parquet;

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
            GatherRows.copyValues(values.address(), width, indexes.read(now), 0, target + (long) done * width, now);
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
}
