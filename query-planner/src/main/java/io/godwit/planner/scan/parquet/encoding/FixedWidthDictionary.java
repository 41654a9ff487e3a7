package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** A dictionary whose values are converted once, the front of a large one before its rest, and the decoder of pages that index it. */
final class FixedWidthDictionary implements Dictionary {
    private final PlainValues plain;
    private final FixedWidthSink sink;
    private final int width;
    private final OutputBuffer values;
    private final DictionaryIndexes indexes;
    private final DictionaryBytes bytes;

    /** How many values are converted. */
    private int known;

    /** @param bytes handed over */
    FixedWidthDictionary(BufferAllocator allocator, PlainValues plain, FixedWidthSink sink, DictionaryBytes bytes) {
        this.plain = plain;
        this.sink = sink;
        this.width = sink.width();
        this.values = new OutputBuffer(allocator, 0);
        this.indexes = new DictionaryIndexes(bytes.valueCount());
        this.bytes = bytes;
        int size = bytes.valueCount();
        try {
            if (size > bytes.length()) {
                throw new MalformedPage("a dictionary of %d values in %d bytes".formatted(size, bytes.length()));
            }
            values.ensure(Math.max(1, (long) size * width), 0);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Converts the front if the first that is asked for is little, else all. */
    private void know(int asked) {
        MemoryCursor in =
                known == 0 && asked <= plain.countIn(DictionaryBytes.FRONT) / 2 ? bytes.front() : bytes.whole();
        boolean all = in.remaining() == bytes.length();
        convert(in, all ? bytes.valueCount() : Math.min(bytes.valueCount(), plain.countIn(in.remaining())));
    }

    private void convert(MemoryCursor in, int count) {
        plain.read(in, values.address(), count);
        known = count;
        if (count == bytes.valueCount()) {
            bytes.close();
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
            int[] block = indexes.read(now);
            while (known < bytes.valueCount() && !indexes.areBelow(known, now)) {
                know(count);
            }
            GatherRows.copyValues(values.address(), width, block, 0, target + (long) done * width, now);
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
        bytes.close();
    }
}
