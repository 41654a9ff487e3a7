package io.godwit.planner.scan.parquet.column;

import io.godwit.planner.scan.parquet.encoding.LeafDecoders;
import io.godwit.planner.scan.parquet.encoding.RunLengthDecoder;
import io.godwit.planner.scan.parquet.encoding.Sink;
import io.godwit.planner.scan.parquet.file.ChunkLocation;
import io.godwit.planner.scan.parquet.memory.Bits;
import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import io.godwit.planner.scan.parquet.page.LeafPages;
import io.godwit.planner.scan.parquet.page.PageSeek;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;

/**
 * A leaf column below structs, lists or maps. Its values fill the slots of the innermost list around it, or of the rows
 * where there is none; its levels are kept for the vectors above it.
 */
final class NestedLeafReader implements AutoCloseable {
    private static final int BLOCK = 1024;

    private final LeafPages pages;
    private final LeafDecoders decoders;
    private final Sink sink;
    private final int maxRepetition;
    private final int maxDefinition;
    private final int slotDefinition;
    private final Levels levels = new Levels();
    private final RunLengthDecoder repetitionRuns = new RunLengthDecoder();
    private final RunLengthDecoder definitionRuns = new RunLengthDecoder();
    private final int[] repetition = new int[BLOCK];
    private final int[] definition = new int[BLOCK];
    private int from;
    private int to;

    /** Rows begun so far. */
    private long row;

    /** @param slotDefinition from this definition level on, there is a slot: the innermost list has an element */
    NestedLeafReader(LeafPages pages, LeafDecoders decoders, int maxRepetition, int maxDefinition, int slotDefinition) {
        this.pages = pages;
        this.decoders = decoders;
        this.sink = decoders.sink();
        this.maxRepetition = maxRepetition;
        this.maxDefinition = maxDefinition;
        this.slotDefinition = slotDefinition;
    }

    Levels levels() {
        return levels;
    }

    ChunkLocation location() {
        return pages.location();
    }

    void read(int rows) {
        try {
            advance(rows, true);
        } catch (MalformedPage e) {
            throw location().corrupt(e);
        }
    }

    void skip(long rows) {
        try {
            long target = row + rows;
            int reached = rows == 0 ? PageSeek.NOWHERE : pages.seek(target);
            if (reached != PageSeek.NOWHERE) {
                from = to;
                row = reached;
            }
            for (long left = target - row; left > 0; left = target - row) {
                if (from == to) {
                    left = maxRepetition == 0 ? pages.skipPages(left) : pages.skipPagesOfRows(left);
                    row = target - left;
                }
                int now = (int) Math.min(left, BLOCK);
                advance(now, false);
            }
        } catch (MalformedPage e) {
            throw location().corrupt(e);
        }
    }

    /** Moves the values into {@code vector}, which must have that many slots. */
    void moveTo(FieldVector vector, int slots, int nullParents, BufferAllocator allocator) {
        if (sink.slots() != slots) {
            throw new MalformedPage("%d values where its siblings have %d".formatted(sink.slots(), slots));
        }
        sink.moveTo(vector, nullParents, allocator);
    }

    /** Forgets the rows read since the last time. */
    void clear() {
        levels.clear();
        sink.clear();
    }

    /** Goes over {@code rows} rows; the last one ends where the next begins, which may be in the page after it. */
    private void advance(int rows, boolean keep) {
        int begun = 0;
        while (true) {
            if (from == to) {
                if (begun == rows && (pages.valuesLeft() == 0 && pages.nextPageBeginsARow() || maxRepetition == 0)) {
                    return;
                }
                if (!loadBlock()) {
                    break;
                }
            }
            if (begun == 0 && repetition[from] != 0) {
                throw new MalformedPage("its first value continues a row");
            }
            int end = from;
            int before = begun;
            while (end < to && (repetition[end] != 0 || begun < rows)) {
                begun += repetition[end] == 0 ? 1 : 0;
                end++;
            }
            row += begun - before;
            consume(end, keep);
            if (from < to) {
                return;
            }
        }
        if (begun < rows) {
            throw new MalformedPage("the chunk ends after %d of %d more rows".formatted(begun, rows));
        }
    }

    private boolean loadBlock() {
        if (pages.valuesLeft() == 0) {
            if (!pages.hasMorePages()) {
                return false;
            }
            pages.loadNext();
            pages.checkFirstRow(row);
            reset(repetitionRuns, pages.repetitionLevels(), maxRepetition);
            reset(definitionRuns, pages.definitionLevels(), maxDefinition);
        }
        from = 0;
        to = Math.min(BLOCK, pages.valuesLeft());
        readLevels(repetitionRuns, repetition, maxRepetition);
        readLevels(definitionRuns, definition, maxDefinition);
        pages.consume(to);
        return true;
    }

    private static void reset(RunLengthDecoder runs, MemoryCursor bytes, int max) {
        runs.reset(bytes.position(), bytes.remaining(), Integer.SIZE - Integer.numberOfLeadingZeros(max));
    }

    private void readLevels(RunLengthDecoder runs, int[] block, int max) {
        runs.read(block, 0, to);
        int above = 0;
        for (int i = 0; i < to; i++) {
            above |= max - block[i];
        }
        if (above < 0) {
            throw new MalformedPage("a level above " + max);
        }
    }

    private void consume(int end, boolean keep) {
        if (keep) {
            sink.reserve(end - from);
            levels.append(repetition, definition, from, end);
        }
        int slots = 0;
        int present = 0;
        long bits = 0;
        for (int i = from; i < end; i++) {
            if (definition[i] < slotDefinition) {
                continue;
            }
            long valid = definition[i] == maxDefinition ? 1 : 0;
            present += (int) valid;
            bits |= valid << slots;
            if (++slots == 32) {
                finishSlots(slots, present, bits, keep);
                slots = 0;
                present = 0;
                bits = 0;
            }
        }
        finishSlots(slots, present, bits, keep);
        from = end;
    }

    private void finishSlots(int slots, int present, long bits, boolean keep) {
        if (!keep) {
            pages.decoder().skip(present);
            return;
        }
        if (sink.nullable()) {
            Bits.put(sink.validity(), sink.slots(), bits);
        }
        pages.decoder().decode(present);
        sink.advance(slots, present);
    }

    @Override
    public void close() {
        decoders.close();
        pages.close();
    }
}
