package io.godwit.planner.write.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.jspecify.annotations.Nullable;

/** Definition or repetition levels of one page. As long as all are the same, they are only counted. */
final class Levels {
    private static final int INITIAL_BYTES = 1 << 10;
    private static final int PAGE_BYTES = 1 << 16;

    private final int width;
    private int uniformLevel;
    private int uniformCount;
    private @Nullable RunLengthBitPackingHybridEncoder encoder;
    private boolean mixed;

    /** @param maxLevel zero for a column that has no such levels */
    Levels(int maxLevel) {
        this.width = BytesUtils.getWidthFromMaxInt(maxLevel);
    }

    void add(int level, int count) {
        if (width == 0 || count == 0) {
            return;
        }
        if (!mixed && (uniformCount == 0 || uniformLevel == level)) {
            uniformLevel = level;
            uniformCount += count;
            return;
        }
        RunLengthBitPackingHybridEncoder target = encoder();
        if (!mixed) {
            mixed = true;
            write(target, uniformLevel, uniformCount);
        }
        write(target, level, count);
    }

    private RunLengthBitPackingHybridEncoder encoder() {
        if (encoder == null) {
            encoder = new RunLengthBitPackingHybridEncoder(
                    width, INITIAL_BYTES, PAGE_BYTES, new HeapByteBufferAllocator());
        }
        return encoder;
    }

    private static void write(RunLengthBitPackingHybridEncoder target, int level, int count) {
        try {
            for (int i = 0; i < count; i++) {
                target.writeInt(level);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The levels as a page holds them, without their length; nothing for a column that has none. Begins anew. */
    byte[] finish() {
        byte[] bytes = width == 0 ? new byte[0] : mixed ? mixedBytes() : uniformBytes();
        uniformCount = 0;
        mixed = false;
        return bytes;
    }

    boolean exist() {
        return width > 0;
    }

    private byte[] mixedBytes() {
        RunLengthBitPackingHybridEncoder source = encoder();
        try {
            byte[] bytes = source.toBytes().toByteArray();
            source.reset();
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One run: its length doubled as a variable-length integer, and the level. */
    private byte[] uniformBytes() {
        byte[] bytes = new byte[6];
        int length = 0;
        long header = (long) uniformCount << 1;
        for (; header > 0x7f; header >>>= 7) {
            bytes[length++] = (byte) (header & 0x7f | 0x80);
        }
        bytes[length++] = (byte) header;
        bytes[length++] = (byte) uniformLevel;
        return Arrays.copyOf(bytes, length);
    }
}
