package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.copyMemory;
import static org.apache.arrow.memory.util.MemoryUtil.getLong;
import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.memory.OutputBuffer;
import org.apache.arrow.memory.BufferAllocator;

/** A dictionary of strings or byte arrays, and the decoder of pages that index it. */
final class VariableWidthDictionary implements Dictionary {
    private static final int SHORT = 16;

    private final VariableWidthSink sink;
    private final OutputBuffer values;
    private final DictionaryIndexes indexes;

    /** Begin and length of each value in one word. */
    private final long[] entries;

    private final boolean allShort;

    VariableWidthDictionary(BufferAllocator allocator, VariableWidthSink sink, long address, long length, int size) {
        if ((long) size * Integer.BYTES > length) {
            throw new MalformedPage("a dictionary of %d strings in %d bytes".formatted(size, length));
        }
        this.sink = sink;
        this.values = new OutputBuffer(allocator, MemoryCursor.SLACK);
        this.indexes = new DictionaryIndexes(size);
        this.entries = new long[size];
        MemoryCursor in = new MemoryCursor();
        in.reset(address, length);
        int longest = 0;
        for (int i = 0; i < size; i++) {
            int bytes = in.readLength();
            entries[i] = (in.take(bytes) - address) << 32 | bytes;
            longest = Math.max(longest, bytes);
        }
        allShort = longest <= SHORT;
        values.ensure(Math.max(1, length), 0);
        copyMemory(address, values.address(), length);
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        indexes.reset(address, length);
    }

    @Override
    public void decode(int count) {
        long ends = sink.nextEnd();
        for (int done = 0; done < count; ) {
            int now = Math.min(DictionaryIndexes.BLOCK, count - done);
            decodeBlock(indexes.read(now), ends + 4L * done, now);
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

    private void decodeBlock(int[] index, long ends, int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += (int) entries[index[i]];
        }
        long target = sink.reserveBytes(bytes);
        int start = sink.bytes();
        if (allShort) {
            copyShort(index, ends, target, start, count);
        } else {
            copyAny(index, ends, target, start, count);
        }
        sink.setBytes((int) (start + bytes));
    }

    private void copyShort(int[] index, long ends, long target, int start, int count) {
        long from = values.address();
        int end = start;
        for (int i = 0; i < count; i++) {
            long entry = entries[index[i]];
            long at = from + (entry >>> 32);
            putLong(target, getLong(at));
            putLong(target + 8, getLong(at + 8));
            target += (int) entry;
            end += (int) entry;
            putInt(ends + 4L * i, end);
        }
    }

    private void copyAny(int[] index, long ends, long target, int start, int count) {
        long from = values.address();
        int end = start;
        for (int i = 0; i < count; i++) {
            long entry = entries[index[i]];
            VariableWidthSink.copy(from + (entry >>> 32), target, (int) entry);
            target += (int) entry;
            end += (int) entry;
            putInt(ends + 4L * i, end);
        }
    }
}
