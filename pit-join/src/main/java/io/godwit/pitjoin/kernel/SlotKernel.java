package io.godwit.pitjoin.kernel;

import java.util.Arrays;

/**
 * The kernel for conditions whose bounds all end at one and the same label time: the latest feature row whose times do
 * not come after the label's.
 *
 * <pre>
 *   slots of a group      t=10        t=20        t=30
 *   row with threshold 15              └─ stays here if it beats the slot's best so far
 *   at the end            best ──────▶ best ──────▶ best    carried forward
 * </pre>
 *
 * <p>A row goes to the first slot that may take it; every later slot may take it too, so one walk along the slots at the
 * end gives each the best of all before it. The row is looked at once, whatever order rows come in, and nothing of it is
 * kept but its place in the slot.
 */
public final class SlotKernel extends MatchKernel {
    private static final int NO_SLOT = -1;
    private static final int BLOCK = 1_024;

    private final SlotIndex index;
    /** Per slot the greatest event of a row that would have been here, were it known in time. */
    private final long[] eventIfKnown;

    private final int[] winners;
    private final int[] slotStarts = new int[BLOCK];
    private final int[] slotEnds = new int[BLOCK];
    private final int[] slots = new int[BLOCK];
    private int steps;

    /** @param knownLate whether rows carry {@link TimedRows#lowIfKnown}, to tell what a known-at bound removed */
    public SlotKernel(SlotIndex index, boolean knownLate) {
        super(index.slotCount());
        this.index = index;
        this.eventIfKnown = new long[knownLate ? index.slotCount() : 0];
        Arrays.fill(eventIfKnown, Long.MIN_VALUE);
        this.winners = new int[index.slotCount()];
    }

    /** Bytes of heap that a kernel of so many slots holds. */
    public static long bytesFor(long slots, boolean knownLate) {
        return BestRows.bytesFor(slots) + slots * (Integer.BYTES + (knownLate ? Long.BYTES : 0));
    }

    @Override
    public void offer(TimedRows rows) {
        if (index.slotCount() == 0) {
            Arrays.fill(rows.kept, 0, rows.count, false);
            return;
        }
        for (int from = 0; from < rows.count; from += BLOCK) {
            int count = Math.min(BLOCK, rows.count - from);
            findSlots(rows, from, count);
            offerBlock(rows, from, count);
            if (eventIfKnown.length > 0) {
                noteKnownLate(rows, from, count);
            }
        }
    }

    /**
     * Loops of their own, over a block that fits the first cache: in those that only touch memory no row waits for
     * another, so that the misses of many rows overlap; the search then finds everything near.
     */
    private void findSlots(TimedRows rows, int from, int count) {
        int[] starts = index.starts;
        long[] times = index.times;
        for (int i = 0; i < count; i++) {
            int group = rows.group[from + i];
            slotStarts[i] = starts[group];
            slotEnds[i] = starts[group + 1];
        }
        int longest = 0;
        long touched = 0;
        for (int i = 0; i < count; i++) {
            longest = Math.max(longest, slotEnds[i] - slotStarts[i]);
            touched += times[Math.max(0, slotEnds[i] - 1)];
            touched += times[Math.min(slotStarts[i], times.length - 1)];
        }
        sink = touched;
        int steps = Integer.SIZE - Integer.numberOfLeadingZeros(longest);
        long[] lows = rows.low[0];
        long[] highs = rows.high[0];
        for (int i = 0; i < count; i++) {
            int slot = firstAtOrAfter(times, slotStarts[i], slotEnds[i], lows[from + i], steps);
            slots[i] = slot == slotEnds[i] || lows[from + i] > highs[from + i] ? NO_SLOT : slot;
        }
        this.steps = steps;
    }

    private void offerBlock(TimedRows rows, int from, int count) {
        sink = best.touch(slots, count);
        for (int i = 0; i < count; i++) {
            int row = from + i;
            rows.kept[row] = slots[i] != NO_SLOT
                    && best.offer(slots[i], rows.event[row], rows.ingestion[row], rows.sequence[row], rows.rowId[row]);
        }
    }

    /**
     * The first of {@code times[from .. to)} that is not less than {@code time}, or {@code to}. Takes the same number of
     * steps for every row of a block, and each is a conditional move, so that there is no branch to guess wrong; a step
     * too many changes nothing.
     */
    private static int firstAtOrAfter(long[] times, int from, int to, long time, int steps) {
        int base = from;
        int length = to - from;
        for (int step = 0; step < steps; step++) {
            int half = (length + 1) >>> 1;
            base = times[Math.max(0, base + half - 1)] < time ? base + half : base;
            length -= half;
        }
        return base;
    }

    private void noteKnownLate(TimedRows rows, int from, int count) {
        long[] lows = rows.lowIfKnown[0];
        for (int i = 0; i < count; i++) {
            int row = from + i;
            if (slots[i] == NO_SLOT || index.times[slots[i]] > lows[row]) {
                int slot = firstAtOrAfter(index.times, slotStarts[i], slotEnds[i], lows[row], steps);
                if (slot != slotEnds[i] && slot != slots[i]) {
                    eventIfKnown[slot] = Math.max(eventIfKnown[slot], rows.event[row]);
                }
            }
        }
    }

    @Override
    void mergeIfKnown(MatchKernel other) {
        keepGreater(eventIfKnown, ((SlotKernel) other).eventIfKnown);
    }

    @Override
    public void resolve(BestRows.Ties ties) {
        for (int group = 0; group + 1 < index.starts.length; group++) {
            carryForward(index.starts[group], index.starts[group + 1], ties);
        }
    }

    private void carryForward(int from, int to, BestRows.Ties ties) {
        int winner = BestRows.NO_CELL;
        boolean shared = false;
        long ifKnown = Long.MIN_VALUE;
        for (int slot = from; slot < to; slot++) {
            int better = best.better(winner, slot, ties);
            shared = best.sameTimes(winner, slot) || (shared && better == winner);
            winner = better;
            winners[slot] = winner(winner, shared || (winner != BestRows.NO_CELL && best.isAmbiguous(winner)));
            if (eventIfKnown.length > 0) {
                ifKnown = Math.max(ifKnown, eventIfKnown[slot]);
                eventIfKnown[slot] = ifKnown;
            }
        }
    }

    @Override
    int winnerOf(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT ? NO_WINNER : winners[slot];
    }

    @Override
    public long eventIfKnown(int label) {
        int slot = index.slotOf(label);
        return slot == NO_SLOT || eventIfKnown.length == 0 ? Long.MIN_VALUE : eventIfKnown[slot];
    }
}
