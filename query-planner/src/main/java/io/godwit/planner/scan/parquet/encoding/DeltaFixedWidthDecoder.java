package io.godwit.planner.scan.parquet.encoding;

import static org.apache.arrow.memory.util.MemoryUtil.putInt;
import static org.apache.arrow.memory.util.MemoryUtil.putLong;

/** DELTA_BINARY_PACKED for 32-bit and 64-bit integers and what is stored as such. */
final class DeltaFixedWidthDecoder implements ValueDecoder {
    private final DeltaBinaryPacked deltas = new DeltaBinaryPacked();
    private final long[] block = new long[ScratchBlock.VALUES];
    private final FixedWidthSink sink;
    private final Conversion conversion;
    private final ScratchBlock scratch;

    DeltaFixedWidthDecoder(FixedWidthSink sink, Conversion conversion, ScratchBlock scratch) {
        this.sink = sink;
        this.conversion = conversion;
        this.scratch = scratch;
    }

    @Override
    public void reset(long address, long length, int valueCount) {
        deltas.reset(address, length);
    }

    @Override
    public void decode(int count) {
        long target = sink.next();
        for (int done = 0; done < count; ) {
            int now = Math.min(block.length, count - done);
            deltas.read(block, now);
            long raw = conversion.copies() ? target : scratch.address();
            store(raw, now);
            if (!conversion.copies()) {
                conversion.convert(raw, target, now);
            }
            target += (long) now * conversion.targetWidth();
            done += now;
        }
    }

    @Override
    public void skip(int count) {
        for (int left = count; left > 0; left -= block.length) {
            deltas.read(block, Math.min(block.length, left));
        }
    }

    private void store(long target, int count) {
        if (conversion.sourceWidth() == Integer.BYTES) {
            for (int i = 0; i < count; i++) {
                putInt(target + 4L * i, (int) block[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                putLong(target + 8L * i, block[i]);
            }
        }
    }
}
